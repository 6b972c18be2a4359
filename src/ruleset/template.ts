import { ConfigError } from '#core/errors.ts';
import { ALPHABETS, charactersOf } from './template/alphabets.ts';
import { foxnosePart, jwtToken, macaroonText, pemBlock } from './template/key-pairs.ts';
import { Prng } from './template/prng.ts';
import { ciscoType7Text, gppPasswordText } from './template/published-ciphers.ts';
import { azureKey, base58Key, bech32Key, caskKey, crc16Key, crcKey, githubFineToken } from './template/sums.ts';

type Maker = (prng: Prng, args: readonly string[]) => string | undefined;

function uuidOf(prng: Prng): string {
  const text = prng.text('0123456789abcdef', 32);
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(13, 16)}-a${text.slice(17, 20)}-${text.slice(20)}`;
}

/** `chars:CLASS:n`; the class may itself hold colons. */
function fromClass(prng: Prng, args: readonly string[]): string {
  return prng.text(charactersOf(args.slice(0, -1).join(':')), Number(args.at(-1)));
}

/** Makers by name. What their arguments mean stands beside each of them. */
const MAKERS: ReadonlyMap<string, Maker> = new Map<string, Maker>([
  ['uuid', uuidOf],
  ['uuid-upper', (prng): string => uuidOf(prng).toUpperCase()],
  ['chars', fromClass],
  ['github-crc', (prng, [prefix = '', length = '30']): string | undefined => crcKey(prng, 'crc32-b62', [prefix, 'base62', length])],
  ['github-fine', githubFineToken],
  ['azure-key', azureKey],
  ['cask', caskKey],
  ['crc16', crc16Key],
  ['bech32-key', bech32Key],
  ['bech32-upper-key', (prng, args): string => bech32Key(prng, args).toUpperCase()],
  ['base58check', base58Key],
  ['gpp-password', gppPasswordText],
  ['cisco-type7', ciscoType7Text],
  ['pem', pemBlock],
  ['pem-body', (prng, args): string | undefined => pemBlock(prng, args)?.replaceAll(/-----.*-----|\n/g, '')],
  ['pem-line', (prng, args): string | undefined => pemBlock(prng, args)?.replaceAll('\n', String.raw`\n`)],
  ['jwt', jwtToken],
  ['macaroon', macaroonText],
]);

/** Makers over text: their argument is a template itself. */
const WRAPPERS: ReadonlyMap<string, (text: string) => string> = new Map([
  ['b64', (text: string): string => Buffer.from(text, 'utf8').toString('base64')],
  ['b64url', (text: string): string => Buffer.from(text, 'utf8').toString('base64url')],
  ['upper-case', (text: string): string => text.toUpperCase()],
  ['reversed', (text: string): string => [...text].reverse().join('')],
]);

function make(name: string, args: readonly string[], source: { readonly prng: Prng; readonly seed: string }): string {
  const alphabet = ALPHABETS.get(name);
  if (alphabet !== undefined) return source.prng.text(alphabet, Number(args[0] ?? 1));
  // The parts of a pair are made of one key, whichever of them comes first.
  if (name === 'foxnose') return foxnosePart(new Prng(`${source.seed}/foxnose`), args) ?? fail(name);
  return MAKERS.get(name)?.(source.prng, args) ?? crcKey(source.prng, name, args) ?? fail(name);
}

function fail(name: string): never {
  throw new ConfigError(`no sample template is called ${name}`);
}

/** The end of the `{{…}}` that begins at `start`, nested ones counted. */
function endOf(template: string, start: number): number {
  let depth = 0;
  for (let at = start; at < template.length - 1; at++) {
    if (template.startsWith('{{', at)) {
      depth += 1;
      at += 1;
    } else if (template.startsWith('}}', at)) {
      depth -= 1;
      if (depth === 0) return at + 2;
      at += 1;
    }
  }
  throw new ConfigError('a sample template is not closed');
}

function fill(template: string, source: { readonly prng: Prng; readonly seed: string }): string {
  let text = '';
  for (let at = 0; at < template.length; ) {
    const open = template.indexOf('{{', at);
    if (open < 0) return text + template.slice(at);
    const close = endOf(template, open);
    const inner = template.slice(open + 2, close - 2);
    const [name = '', ...args] = inner.split(':');
    const wrap = WRAPPERS.get(name);
    text += template.slice(at, open) + (wrap === undefined ? make(name, args, source) : wrap(fill(inner.slice(name.length + 1), source)));
    at = close;
  }
  return text;
}

/**
 * Fills a sample template: `ghp_{{base62:36}}`, `{{github-crc:ghp_}}`, `{{b64:user:{{base62:20}}}}`. The same text for
 * the same seed. Names: alphabets of `template/alphabets.ts` with a length, the makers and wrappers above, checksums
 * of `template/sums.ts`, `foxnose:PART:FORM`.
 * @throws ConfigError when a name is unknown or a bracket is not closed
 */
export function fillTemplate(template: string, seed: string): string {
  return fill(template, { prng: new Prng(seed), seed });
}
