// Segments of a format → pattern text, sample template, alphabet of the ends.
const ESCAPED = /[$()*+.?[\]^{|}\\]/g;
export const escape = (text) => text.replace(ESCAPED, String.raw`\$&`).replaceAll('\n', String.raw`\n`);

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
/** Alphabet → [regex class, template name]. */
const SETS = {
  digits: ['[0-9]', 'digits'],
  'hex-lower': ['[0-9a-f]', 'hex'],
  'hex-upper': ['[0-9A-F]', 'hex-upper'],
  hex: ['[0-9A-Fa-f]', 'hex'],
  lower: ['[a-z]', 'lower'],
  upper: ['[A-Z]', 'upper'],
  alpha: ['[A-Za-z]', 'alpha'],
  'alnum-lower': ['[0-9a-z]', 'alnum-lower'],
  'alnum-upper': ['[0-9A-Z]', 'alnum-upper'],
  base62: ['[0-9A-Za-z]', 'base62'],
  word: [String.raw`\w`, 'word'],
  base64: ['[0-9A-Za-z+/]', 'base64'],
  base64url: [String.raw`[\w-]`, 'base64url'],
  base64any: [String.raw`[\w+/=-]`, 'base64'],
  base58: ['[1-9A-HJ-NP-Za-km-z]', 'base58'],
  base32: ['[2-7A-Z]', 'base32'],
  'base32-lower': ['[2-7a-z]', 'base32-lower'],
  crockford32: ['[0-9A-HJKMNP-TV-Z]', 'crockford32'],
  bech32: ['[02-9ac-hj-np-z]', 'bech32'],
  'bech32-upper': ['[02-9AC-HJ-NP-Z]', 'bech32-upper'],
  printable: [String.raw`[!#-&(-;=?-\[\]-_a-~]`, 'base62'],
  urlpass: [String.raw`[!#-&(-.0-9;=?A-\[\]-_a-~]`, 'base62'],
  urluser: [String.raw`[\w.%+-]`, 'lower'],
  hostname: ['[0-9A-Za-z.-]', 'lower'],
};
/** Runs without a longest length end here. */
const OPEN_END = 512;
/** Longest parts of addresses: a rule that looks farther makes the history engine search more around each change. */
const LONGEST = { urluser: 64, urlpass: 160, hostname: 120 };

function rangeOf(segment) {
  if (segment.len !== undefined) return [segment.len, segment.len];
  const min = segment.min ?? 1;
  return [min, Math.min(LONGEST[segment.set] ?? Infinity, segment.max ?? Math.max(OPEN_END, min))];
}

const quantified = (base, [min, max]) => (min === max ? (min === 1 ? base : `${base}{${min}}`) : `${base}{${min},${max}}`);

export function patternOf(segment) {
  if (segment.lit !== undefined) {
    const list = [segment.lit].flat().map(String);
    const text = list.length === 1 ? escape(list[0]) : `(?:${list.map(escape).join('|')})`;
    return segment.optional ? `(?:${text})?` : text;
  }
  if (segment.set === 'uuid' || segment.set === 'uuid-lower') return segment.set === 'uuid' ? UUID.replaceAll('a-f', 'A-Fa-f') : UUID;
  return quantified(segment.set === undefined ? `[${segment.chars}]` : SETS[segment.set][0], rangeOf(segment));
}

/** Length that samples take: somewhat above the least, for the key to be no border case. */
function sampleLength(segment, short) {
  const [min, max] = rangeOf(segment);
  if (short) return Math.max(1, Math.floor(min / 2) - 1);
  return Math.min(max, Math.max(min, Math.min(min + 6, 40)));
}

export function templateOf(segment, short = false) {
  if (segment.lit !== undefined) return segment.optional ? '' : String([segment.lit].flat()[0]);
  if (segment.set === 'uuid' || segment.set === 'uuid-lower') return short ? '{{hex:12}}' : '{{uuid}}';
  const length = sampleLength(segment, short);
  if (segment.set === undefined) return `{{chars:${segment.chars.replace(/\\(.)/g, '$1')}:${length}}}`;
  return `{{${SETS[segment.set][1]}:${length}}}`;
}

/** Longest and least number of characters. */
export function widthOf(segments) {
  return segments.reduce(([min, max], segment) => {
    if (segment.lit !== undefined) {
      const lengths = [segment.lit].flat().map((lit) => String(lit).length);
      return [min + (segment.optional ? 0 : Math.min(...lengths)), max + Math.max(...lengths)];
    }
    if (segment.set === 'uuid' || segment.set === 'uuid-lower') return [min + 36, max + 36];
    const [a, b] = rangeOf(segment);
    return [min + a, max + b];
  }, [0, 0]);
}

export const isLiteral = (segment) => segment.lit !== undefined && !segment.optional;
const BASE64 = new Set(['base64', 'base64any']);
const URL_SAFE = new Set(['base64url', 'word']);

/** What may not stand beside the key, by the alphabets at its ends. */
export function boundaryOf(segments, prefix) {
  const first = segments[0];
  const last = segments.at(-1);
  const body = segments.find((segment) => segment.set !== undefined);
  let left = 'word';
  if (!isLiteral(first)) left = BASE64.has(first.set) ? 'base64' : URL_SAFE.has(first.set) ? 'token' : 'word';
  else if (/^\W/.test(prefix)) left = 'none';
  else if (prefix.replace(/[-_.]$/, '').length <= 4) left = body !== undefined && BASE64.has(body.set) ? 'base64' : 'token';
  let right = 'word';
  if (last.lit !== undefined) right = /\w$/.test(String([last.lit].flat()[0])) ? 'word' : 'none';
  else if (BASE64.has(last.set)) right = 'base64';
  else if (URL_SAFE.has(last.set) || /[-_]/.test(last.chars ?? '')) right = 'token';
  return left === 'word' && right === 'word' ? undefined : { left, right };
}
