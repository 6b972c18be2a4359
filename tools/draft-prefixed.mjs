// Formats that are distinct by themselves → anchors and pattern.
import { boundaryOf, isLiteral, patternOf, templateOf, widthOf } from './draft-segments.mjs';
import { checksumOf, fieldsOf } from './draft-fields.mjs';

const LEAST_ANCHOR = 3;

/** Literal beginnings: every way to read the leading literals. */
function beginnings(segments) {
  let list = [''];
  for (const segment of segments) {
    if (!isLiteral(segment) || list.length > 24) break;
    list = list.flatMap((start) => [segment.lit].flat().map((lit) => start + String(lit)));
  }
  return list.map((text) => text.slice(0, 40));
}

/** The longest literal inside, where the beginning is none. */
function innerLiterals(segments) {
  const literals = segments.filter(isLiteral).map((segment) => [segment.lit].flat().map(String));
  return literals.sort((a, b) => Math.min(...b.map((lit) => lit.length)) - Math.min(...a.map((lit) => lit.length)))[0] ?? [];
}

function anchorsOf(segments) {
  const starts = beginnings(segments);
  const anchors = starts.every((text) => text.length >= LEAST_ANCHOR) ? starts : innerLiterals(segments);
  return anchors.length > 0 && anchors.every((text) => text.length >= LEAST_ANCHOR) ? [...new Set(anchors.map((text) => text.toLowerCase().trimEnd()))] : undefined;
}

const PASSWORD = new Set(['urlpass', 'printable']);

/** A URL with userinfo: only the password is the key. */
function isUserinfo(segments) {
  return segments.some((segment) => segment.set === 'urluser') && segments.some((segment) => segment.set === 'urlpass');
}

function fullPattern(segments) {
  const userinfo = isUserinfo(segments);
  return segments
    .map((segment) => {
      const text = patternOf(segment);
      if (userinfo && segment.set === 'urluser') return `(?<user>${text})`;
      if (userinfo && segment.set === 'hostname') return `(?<host>${text})`;
      return PASSWORD.has(segment.set) && segments.length > 1 ? `(?<secret>${text})` : text;
    })
    .join('');
}

/** One key in thirty of 20 letters and digits has no digit: only where a name in code could have the form is one asked for. */
function isDistinctRun(segments, widest) {
  const start = beginnings(segments)[0] ?? '';
  const hasNoBar = segments.every((segment) => segment.lit !== undefined || /^(?:base62|alnum|base58)/.test(segment.set ?? ''));
  return start.length >= 4 && /^[^.]+[-_:~]$|^[A-Za-z]+$/.test(start) && ((hasNoBar && widest >= 24) || widest >= 32);
}

function checksFor(entry, segments) {
  const sums = checksumOf(entry);
  if (isUserinfo(segments)) return ['starts-word', 'url-password'];
  if (sums.length > 0) return [...sums, { distinct: 8 }];
  const runs = segments.filter((segment) => segment.lit === undefined);
  const checks = /^\W/.test(beginnings(segments)[0] ?? '') ? [] : ['placeholder'];
  const widest = runs.reduce((most, segment) => Math.max(most, segment.len ?? segment.max ?? segment.min ?? 0), 0);
  if (widest >= 16 && entry.kind !== 'public-key') checks.push({ distinct: widest >= 24 && runs.some((segment) => /base62|base64/.test(segment.set ?? '')) ? 12 : 8 });
  if (runs.some((segment) => /base62|base64|alnum|word|chars/.test(segment.set ?? 'chars')) && widest >= 20) checks.push(...(isDistinctRun(segments, widest) ? [] : [{ alphabet: ['digit'] }]), { words: 0.5 });
  return checks;
}

const CRC = /^crc32-/;

function sumTemplate(entry, segments) {
  const { method, seed } = entry.checksum ?? {};
  const lit = (at) => String([segments[at]?.lit ?? ''].flat()[0]);
  const set = { 'hex-lower': 'hex', base64: 'base64', base64url: 'base64url', 'alnum-lower': 'alnum-lower' };
  if (method === 'sha256-b32-8') return `{{github-fine:${lit(0)}}}`;
  if (method === 'nkey') return '{{crc16:9000:34}}';
  if (method === 'strkey') return '{{crc16:90:33}}';
  if (method === 'base58check') return entry.id.includes('wif') ? '{{base58check:80:33:01}}' : '{{base58check:0488ade4:78}}';
  if (method === 'bech32') {
    const text = segments.filter(isLiteral).map((segment) => [segment.lit].flat()[0]).join('');
    const length = segments.filter((segment) => segment.lit === undefined).reduce((sum, segment) => sum + (segment.len ?? segment.min), 0);
    return `{{${/[A-Z]/.test(text) ? 'bech32-upper-key' : 'bech32-key'}:${text.toLowerCase().replace(/1$/, '')}:${length - 6}}}`;
  }
  if (method === 'cask') return `{{cask:${[...segments].reverse().find(isLiteral)?.lit}}}`;
  if (method === 'marvin') return `{{azure-key:${lit(1)}:${segments[0].len}:${seed[0]}${segments[0].set === 'base64url' ? ':url' : ''}}}`;
  if (method === 'crc32-b36-7-prefixed') {
    const at = segments.findIndex((segment) => segment.set === 'base64url');
    const head = segments.slice(0, at).map((segment) => templateOf(segment)).join('').replace('{{digits:1}}', '1');
    const middle = segments.slice(at + 1, -2).map((segment) => segment.lit).join('');
    return `{{crc32-b36-7-prefixed:${head}:base64url:27:${middle}0a}}`;
  }
  if (CRC.test(method ?? '')) {
    const body = segments[1];
    const middle = segments[2]?.lit === '=' ? ':=' : '';
    return `{{${method}:${lit(0)}:${set[body.set] ?? 'base62'}:${body.len ?? Math.max(body.min, Math.min(body.max, body.min + 5))}${middle}}}`;
  }
  return undefined;
}

function samplesFor(entry, segments) {
  const plain = segments.map((segment) => templateOf(segment)).join('');
  const hit = sumTemplate(entry, segments) ?? plain;
  const runs = segments.map((segment, index) => ({ segment, index })).filter(({ segment }) => segment.lit === undefined);
  const longest = runs.sort((a, b) => widthOf([b.segment])[0] - widthOf([a.segment])[0])[0];
  const miss = segments.map((segment, index) => templateOf(segment, index === longest?.index)).join('');
  return { hit: [`value: ${hit}\n`], miss: [`value: ${miss}\n`] };
}

/** The scheme of a URL does not begin inside a word: `es://` is no part of `postgres://`. */
function boundaryOfUrl(anchors) {
  return anchors.every((anchor) => /^[a-z][a-z0-9+.-]*:\/\//.test(anchor)) ? { left: 'word', right: 'none' } : 'none';
}

export function prefixedRule(entry, override = {}) {
  const segments = entry.format.segments;
  const anchors = override.anchors ?? anchorsOf(segments);
  const start = beginnings(segments)[0] ?? '';
  const isPlain = segments.every((segment) => !PASSWORD.has(segment.set));
  if (anchors === undefined && override.assigned === undefined) return undefined;
  const near = override.near ?? (entry.near !== undefined && start.length <= 4 && !isUserinfo(segments) ? { words: [...new Set([entry.provider.replaceAll('-', ''), ...entry.near.map(String)])].filter((word) => word.length > 1), effect: entry.specificity === 'prefixed' && entry.confidence === 'high' ? 'raise' : 'required' } : undefined);
  return fieldsOf(entry, {
    isDistinct: start.length >= 6 || isUserinfo(segments),
    checks: checksFor(entry, segments),
    secrecy: entry.secrecy === 'pair-half' && near?.effect !== 'required' ? 'secret' : undefined,
    shape: {
      ...(override.assigned === undefined ? { anchors, pattern: fullPattern(segments), boundary: isPlain ? boundaryOf(segments, start) : boundaryOfUrl(anchors) } : {}),
      prefix: segments.length > 1 && isLiteral(segments[0]) && isPlain && beginnings(segments).length === 1 && start.length <= 16 ? start : undefined,
      near,
    },
    samples: withNear(samplesFor(entry, segments), near),
  });
}

function withNear(samples, near) {
  return near === undefined ? samples : { hit: samples.hit.map((text) => `${near.words[0]} ${text}`), miss: samples.miss };
}
