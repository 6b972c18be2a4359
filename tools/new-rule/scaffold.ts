import { stringify } from 'yaml';
import { UsageError } from '#core/errors.ts';

/** Alphabets that keys are made of: name in sample templates → class in patterns. */
const CLASSES: ReadonlyMap<string, string> = new Map([
  ['base62', '[0-9A-Za-z]'],
  ['hex', '[0-9a-f]'],
  ['alnum-lower', '[0-9a-z]'],
  ['alnum-upper', '[0-9A-Z]'],
  ['base64url', String.raw`[\w-]`],
  ['base32', '[2-7A-Z]'],
  ['digits', '[0-9]'],
]);

/** What is known of a key. */
export interface KeyFacts {
  readonly provider: string;
  /** The vendor's name as it is written; absent: made of the provider. */
  readonly name?: string | undefined;
  /** What all keys begin with; absent: only the name that they are assigned to tells. */
  readonly prefix?: string | undefined;
  /** Characters behind the prefix. */
  readonly length: number;
  readonly alphabet: string;
  readonly kind: string;
  readonly reference?: string | undefined;
}

const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const MIN_PREFIX = 3;
/** Printable, and nothing that would end a quoted sample or open a template. */
const PREFIX = /^[!#-&(-[\]-_a-z|~]+$/;
const MIN_LENGTH = 8;
const MAX_LENGTH = 4_000;

function check({ provider, prefix, length, alphabet, kind }: KeyFacts): void {
  if (!SLUG.test(provider)) throw new UsageError('the provider is lower-case words joined by -', 'npm run new:rule -- acme --prefix acme_');
  if (!SLUG.test(kind)) throw new UsageError('--kind is lower-case words joined by -', 'such as api-key, access-token, webhook-secret');
  if (!CLASSES.has(alphabet)) throw new UsageError('--alphabet is not known', `one of ${[...CLASSES.keys()].join(', ')}`);
  if (!Number.isInteger(length) || length < MIN_LENGTH || length > MAX_LENGTH) throw new UsageError(`--length is a whole number from ${MIN_LENGTH} to ${MAX_LENGTH}`);
  if (prefix !== undefined && !PREFIX.test(prefix)) throw new UsageError('--prefix is printable characters without quotes, braces, backslash or space');
  if (prefix !== undefined && prefix.length < MIN_PREFIX) throw new UsageError(`a prefix of fewer than ${MIN_PREFIX} characters stands everywhere`, 'leave it out: the key is then found by the name that it is assigned to');
}

function titleCase(provider: string): string {
  return provider.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ');
}

function escaped(literal: string): string {
  return literal.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
}

/** A key with a prefix of its own. */
function prefixed(prefix: string, { length, alphabet }: KeyFacts): object {
  return {
    anchors: [prefix.toLowerCase()],
    pattern: `${escaped(prefix)}${CLASSES.get(alphabet) ?? ''}{${length}}`,
    boundary: 'token',
    prefix,
    checks: ['placeholder', { distinct: 6 }],
    samples: { hit: [`token: "${prefix}{{${alphabet}:${length}}}"\n`], miss: [`token: "${prefix}{{${alphabet}:${Math.floor(length / 2)}}}"\n`, `token: "${prefix}${'x'.repeat(length)}"\n`] },
  };
}

/** A key that only its name tells. */
function assigned({ provider, length, alphabet }: KeyFacts): object {
  const name = provider.replaceAll('-', '_');
  const variable = `${name.toUpperCase()}_API_KEY`;
  return {
    confidence: 'medium',
    assigned: { names: [name], keys: ['key', 'token', 'secret'], value: `${CLASSES.get(alphabet) ?? ''}{${length}}` },
    checks: ['starts-word', 'placeholder', { distinct: 6 }, 'not-id-name'],
    samples: { hit: [`${variable}="{{${alphabet}:${length}}}"\n`], miss: [`checksum = "{{${alphabet}:${length}}}"\n`, `${variable}="{{${alphabet}:${Math.floor(length / 2)}}}"\n`] },
  };
}

/** One entry of the list `rules`, ready to be changed by hand. */
function entryOf(facts: KeyFacts): object {
  const name = facts.name ?? titleCase(facts.provider);
  return {
    id: `${facts.provider}-${facts.kind}`,
    title: `${name} ${facts.kind.replaceAll('-', ' ').replace(/\bapi\b/, 'API')}`,
    kind: facts.kind,
    secrecy: 'secret',
    severity: 'high',
    ...(facts.prefix === undefined ? assigned(facts) : prefixed(facts.prefix, facts)),
    references: [facts.reference ?? `vendor documentation of ${facts.provider}`],
  };
}

/**
 * A new rule file, or the entry alone for a file that is there already. It passes its own samples as it is.
 * @throws UsageError when the facts cannot make a rule
 */
export function scaffoldRule(facts: KeyFacts, part: 'file' | 'entry' = 'file'): string {
  check(facts);
  const rules = [entryOf(facts)];
  const name = facts.name ?? titleCase(facts.provider);
  const help = `Revoke it in the console of ${name}, make a new one, and deliver the new one to where it is read.`;
  return stringify(part === 'entry' ? rules : { provider: facts.provider, name, help, rules }, { lineWidth: 0 });
}
