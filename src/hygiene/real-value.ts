/** A line of an example file whose value looks like a real key. The value itself is not kept. */
export interface RealValue {
  readonly line: number;
  readonly name: string;
}

const ASSIGNMENT = /^\s*(?:export\s+)?([A-Za-z_][\w.-]{0,100})\s*[=:]\s*(.*)$/;
const SECRET_NAME = /(?:KEY|TOKEN|SECRET|PASS(?:WORD|WD|PHRASE)?|PWD|AUTH|CREDENTIALS?|SALT|DSN|WEBHOOK|SIGNATURE)/i;
/** Names of values that look random and are public. */
const PUBLIC_NAME = /(?:PUBLIC|PUBLISHABLE|SITE_?KEY|CLIENT_?ID|APP_?ID|PROJECT_?ID|ACCOUNT_?ID|TENANT_?ID|KEY_?(?:ID|NAME|PATH|FILE|PREFIX)|VERSION|COMMIT|DIGEST|SHA)/i;
const PLACEHOLDER = /your|example|change|replace|place.?holder|insert|dummy|sample|test|fake|todo|fixme|redacted|secret|password|passw|token|xxx|abc123|123456|abcdef|deadbeef|foo|bar|lorem|generate|<|>|\$\{|\{\{|\*\*|\.\.\.|%\(/i;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const URL_PASSWORD = /^[a-z][\w+.-]*:\/\/[^\s/:@]*:([^\s/@]+)@([^\s/:]+)/i;
const LOCAL_HOST = /^(?:localhost|127\.|0\.0\.0\.0|\[?::1|host\.docker|db$|postgres$|redis$|mysql$|mongo$|[\w-]+$)/i;
const RANDOM = /^[\w+/=.~-]+$/;

const MIN_LENGTH = 20;
const MIN_PASSWORD = 10;
const MIN_ENTROPY = 3.4;
/** Hex text has at most four bits a character. */
const MIN_ENTROPY_HEX = 3;

/**
 * Lines of an example dotenv file that look as if they held real keys. Made to be quiet: the name must be one of a
 * secret, and the value long and random, without a word that people use as a placeholder.
 */
export function findRealValues(text: string): RealValue[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const [, name, raw] = ASSIGNMENT.exec(line) ?? [];
    if (name === undefined || raw === undefined || PUBLIC_NAME.test(name)) return [];
    return looksReal(name, unquote(raw)) ? [{ line: index + 1, name }] : [];
  });
}

function unquote(raw: string): string {
  const quoted = /^(["'`])(.*?)\1/.exec(raw.trim());
  return quoted?.[2] ?? raw.replace(/\s+#.*$/, '').trim();
}

function looksReal(name: string, value: string): boolean {
  const url = URL_PASSWORD.exec(value);
  if (url !== null) return !LOCAL_HOST.test(url[2] ?? '') && isRandom(url[1] ?? '', MIN_PASSWORD) && !PLACEHOLDER.test(url[2] ?? '');
  return SECRET_NAME.test(name) && !UUID.test(value) && isRandom(value, MIN_LENGTH);
}

function isRandom(value: string, least: number): boolean {
  if (value.length < least || !RANDOM.test(value) || PLACEHOLDER.test(value)) return false;
  const isHex = /^[0-9a-f]+$/i.test(value);
  if (!isHex && !(/\d/.test(value) && /[A-Za-z]/.test(value))) return false;
  // Words joined by dashes or dots are names, hosts and paths.
  if (value.split(/[-._/]/).every((part) => /^(?:[a-z]+|[A-Z]+|\d{1,4})$/.test(part))) return false;
  return entropyOf(value) >= (isHex ? MIN_ENTROPY_HEX : MIN_ENTROPY);
}

/** Shannon entropy in bits a character. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
