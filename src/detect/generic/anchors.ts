import type { AnchorHint } from '#ruleset/rule.ts';

/**
 * Literals one of which stands in every name that may hold a secret. Few and telling, four bytes where possible:
 * a filter of three bytes costs more, and a bare `key` stands in every tenth line of code, so that it is met with
 * what joins it to a value or to another word.
 */
export const ANCHORS: readonly string[] = [
  'pass', 'pwd', 'secret', 'token', 'credential', 'creds', 'auth', 'authoriz',
  'apikey', '_key', '-key', '.key', 'key=', 'key:', 'key"', "key'", 'key =', 'key :',
  'sskey', 'etkey', 'tekey', 'ntkey', 'onkey', 'ngkey', 'edkey', 'thkey', 'rkey', 'ppkey', 'stkey', 'erkey', 'apitok',
  'senha', 'contrase', 'kennwort', 'motdepasse', 'nonce', 'signature', 'pin=', 'otp', 'cookie=', 'cookie:', 'cookie"', "cookie'", 'cookie =', 'salt', 'pw =', 'pw=', 'pw:', '_pw', 'identified by', 'identified with', '://',
];

/** What may follow a word in a name that is telling; it keeps `passed`, `author`, `tokenize` and `keyboard` out. */
export const HINTS: Readonly<Record<string, AnchorHint>> = {
  pass: { next: '[^adegilnorst]' },
  auth: { next: '[^deo]' },
  token: { next: '[^i]' },
  _key: { next: '[^a-rt-z]' },
  '-key': { next: '[^a-rt-z]' },
  '.key': { next: '[^a-rt-z]' },
  '://': { until: { through: '[^\\s/"\'`<>@]', target: '@' } },
};
