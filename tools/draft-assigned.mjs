// Formats whose shape says little → the name that they are assigned to must tell.
import { isLiteral, patternOf, templateOf, widthOf } from './draft-segments.mjs';
import { checksumOf, fieldsOf } from './draft-fields.mjs';

/** Last words of names under which keys are kept. */
export const KEY_WORDS = ['key', 'token', 'secret', 'access', 'auth', 'pass', 'pwd', 'credential', 'pat', 'private'];
const LAST = /(?:key|token|secret|password|passwd|pass|pwd|pat|auth|credentials?|id|sid|base|url|salt|skey|certificate|hash|dsn)$/i;
const GENERIC = new Set(['api', 'secret', 'token', 'client', 'clientsecret', 'password', 'access', 'key', 'x', 'bearer', 'authorization', 'accesskey', 'apikey', 'private', 'privatekey', 'consumer', 'app', 'appsecret', 'auth', 'oauth', 'user', 'xapi', 'signing', 'routing', 'integration', 'consumersecret', 'webhook', 'accesstoken', 'refresh', 'xapikey', 'service', 'secretkey', 'secretaccess', 'api key', 'header']);

const normal = (text) => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
const snake = (word) => word.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replaceAll(/[-. ]+/g, '_').toLowerCase();

/** `CC_TEST_REPORTER_ID` → [cc_test_reporter, id]; `datadog` → [datadog]. Nothing for addresses and sentences. */
function split(word) {
  if (/[/:@{}=,+]|--| /.test(word) || /\.(?:com|io|ai|co|gov|net|dev|app|org)/.test(word)) {
    const host = /([a-z0-9-]{4,})\.(?:com|io|ai|co|gov|net|dev|app|org)\b/.exec(word);
    return host === null || GENERIC.has(normal(host[1])) ? [] : [host[1].replaceAll('-', '_')];
  }
  const parts = snake(word.replace(/^[xX]-/, '')).split('_').filter(Boolean);
  if (parts.length > 1 && LAST.test(parts.at(-1))) {
    const cut = parts.length > 2 && /^(?:api|access|auth|secret|client|private|app|service|admin|personal)$/.test(parts.at(-2)) ? 2 : 1;
    return [parts.slice(0, -cut).join('_'), parts.slice(-cut).join('_')];
  }
  return [parts.join('_')];
}

function wordsOf(entry) {
  const names = new Set();
  const keys = new Set(KEY_WORDS);
  const slug = entry.provider.replaceAll('-', '_');
  if (slug.length >= 3) names.add(slug);
  for (const word of entry.near ?? []) {
    const [name, key] = split(String(word));
    if (name === undefined || name.length < 2 || GENERIC.has(normal(name))) continue;
    names.add(name);
    if (key !== undefined && !KEY_WORDS.some((known) => normal(key).startsWith(known))) keys.add(key);
  }
  const list = [...names];
  const short = list.filter((name, at) => !list.some((other, index) => other !== name && other.length >= 3 && (normal(name) === normal(other) ? index < at : normal(name).startsWith(normal(other)))));
  return { names: short.slice(0, 12), keys: [...keys].filter((key) => key.length > 1).slice(0, 20) };
}

/** The vendor's names in the near words of a format. */
export const namesOf = (entry) => wordsOf(entry).names.filter((name) => /^[a-z]/.test(name)).slice(0, 4);

const JWT = String.raw`eyJ[\w-]{10,600}\.eyJ[\w-]{10,6000}\.[\w-]{16,1200}`;
const isJwt = (segments) => /^eyJ/.test(String([segments[0].lit ?? ''].flat()[0])) && segments.filter((segment) => segment.lit === '.').length === 2;
const HEXLIKE = /^(?:hex|uuid)/;

export function checksFor(entry, segments) {
  const sums = checksumOf(entry);
  if (sums.length > 0) return sums;
  const [min] = widthOf(segments);
  const sets = segments.filter((segment) => !isLiteral(segment)).map((segment) => segment.set ?? 'chars');
  if (isJwt(segments)) return ['jwt'];
  if (sets.length === 1 && /^uuid/.test(sets[0])) return ['placeholder', 'uuid', 'not-id-name'];
  const checks = ['placeholder'];
  // A name such as CC_TEST_REPORTER_ID, under which the vendor itself has people keep the key.
  const isNamedId = entry.secrecy === 'secret' && (entry.near ?? []).some((word) => /_ID$/.test(word));
  if (sets.every((set) => HEXLIKE.test(set)) && min >= 16) checks.push({ distinct: 6 }, ...(isNamedId ? [] : ['not-id-name']));
  else if (min >= 12) checks.push({ entropy: { min: 3 } }, 'words', 'not-id-name');
  if (sets.some((set) => /base62|base64|alnum|word/.test(set)) && min >= 20) checks.push({ alphabet: ['digit'] });
  return checks;
}

export function assignedRule(entry, override = {}) {
  const segments = entry.format.segments;
  const { names, keys } = { ...wordsOf(entry), ...(override.names === undefined ? {} : { names: override.names }), ...(override.keys === undefined ? {} : { keys: override.keys }) };
  if (names.length === 0) return undefined;
  const value = isJwt(segments) ? JWT : segments.map(patternOf).join('');
  const template = segments.map((segment) => templateOf(segment)).join('');
  const name = `${names[0]}_${keys[0] ?? 'key'}`.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');
  const last = segments.at(-1);
  const isBase64 = segments.some((segment) => segment.set === 'base64' || segment.set === 'base64any');
  const right = isBase64 && last.lit === undefined ? 'base64' : /base64url|word/.test(last.set ?? '') ? 'token' : 'word';
  return fieldsOf(entry, {
    checks: [names.some((word) => word.length <= 5) ? { 'starts-word': names } : 'starts-word', ...checksFor(entry, segments)],
    secrecy: entry.secrecy === 'pair-half' ? 'secret' : undefined,
    shape: { assigned: { names, keys, value }, ...(right === 'word' ? {} : { boundary: { left: 'word', right } }) },
    samples: { hit: [`${name} = "${sampleOf(entry, template)}"\n`], miss: [`checksum = "${template}"\n`] },
  });
}

function sampleOf(entry, template) {
  const { method } = entry.checksum ?? {};
  if (method === 'nkey') return '{{crc16:9000:34}}';
  if (method === 'strkey') return '{{crc16:90:33}}';
  if (method === 'base58check') return entry.id.includes('wif') ? '{{base58check:80:33:01}}' : template;
  if (/^eyJ/.test(template) && template.split('.').length === 3) return '{{jwt:iss=acme,exp=1900000000}}';
  return template;
}
