import type { Confidence } from '#core/severity.ts';
import type { Facts } from '#core/finding.ts';
import type { Rule } from '#ruleset/rule.ts';
import { isPlaceholder } from '../checks/placeholder.ts';
import { isSlug } from '../checks/words.ts';
import type { CompiledRule } from '../compiled-rule.ts';
import type { FindInWindow } from '../window-match.ts';
import { ANCHORS, HINTS } from './anchors.ts';
import { REACH, type AssignedCandidate } from './candidate.ts';
import { FEATURES, featuresOf } from './features.ts';
import { findAssigned } from './find-assigned.ts';
import { ASKED, confidenceOf, judgeFeatures } from './model.ts';
import { readNameWords, type NameKind, type NameWords } from './name-words.ts';

const RULE: Rule = {
  id: 'generic-secret',
  provider: 'generic',
  title: 'Password or secret assigned in the clear',
  kind: 'assigned-secret',
  secrecy: 'secret',
  severity: 'medium',
  confidence: 'medium',
  anchors: ANCHORS,
  pattern: 'found by code, see src/detect/generic',
  ignoreCase: true,
  anchored: false,
  boundary: { left: 'none', right: 'none' },
  reach: REACH,
  textOnly: true,
  prefix: '',
  checks: [],
  hints: HINTS,
  specificity: 10,
  samples: { hit: [], miss: [] },
  references: [],
  help: 'Change it where it is used, keep the new one in a secret store or an ignored file, and read it from the environment.',
  since: '0.1.0',
};

const NO_FACTS: Facts = Object.freeze({});
const LEVELS: readonly Confidence[] = ['high', 'medium', 'low'];

/** A class of characters with a quantifier: a pattern for keys. */
const REGEX = /\[[^\]]{1,60}\](?:\{\d|[+*])/;
/** Public keys in DER, in base64: SPKI (RFC 5280) of RSA, of the curves of NIST and of Edwards, and PKCS#1 of 1024 to 4096 bits. */
const PUBLIC_KEY = /^(?:MIGfMA0GCSqGSIb3|MII[A-Z]\w{2}ANBgkqhkiG9w0BAQEFAAO|MFkwEwYHKoZIzj0|MHYwEAYHKoZIzj0|MIGbMBAGByqGSM49|MCowBQYDK2V|MIGJAoGB|MIIBCgKCAQEA|MIIBigKCAYEA|MIICCgKCAgEA)/;
const BASE64 = /^[A-Za-z0-9+/]{8,}={0,2}$/;

/** `user:password` in base64, with a stand-in for the password. */
function holdsPlaceholder(value: string): boolean {
  if (!BASE64.test(value)) return false;
  const [, password] = /^[\x20-\x7e]{1,64}?:([\x20-\x7e]+)$/.exec(Buffer.from(value, 'base64').toString('latin1')) ?? [];
  return password !== undefined && isPlaceholder(password);
}

/** What is merely called `key` is a key of a map, or of a list of drawn icons, unless it is long. */
const LEAST_KEY = 12;

/** Kinds of which a part may be public: `public_key`, `csrf_token`. Nobody makes a password public. */
const MAY_BE_PUBLIC: ReadonlySet<NameKind> = new Set(['token', 'key', 'bare-key', 'other-key', 'companion']);

/** Shorter names are as often made by programs. */
const LEAST_NAME = 3;

/** What programs make, so that it does not consist of words; people think up the others. */
const IS_MADE: ReadonlySet<NameKind> = new Set(['token', 'key', 'bare-key', 'other-key']);

/** An id with a number, such as `okta-token-2`; words alone have shapes that are weighed. */
const NUMBERED = /\d/;

const DIGEST = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/i;
const FILE = /\.(?:[chm]|cc|cpp|cs|cxx|hpp|go|java|kt|swift|php|pl|pyi?|rb|rs|lua|scala|sql|ex|erl|[cm]?[jt]sx?|json5?|ya?ml|toml|xml|ini|conf|cfg|md|rst|adoc|txt|html?|s?css|sh|ps1|bat|png|svg|gif|jpe?g|pem|crt|der|tar|t?gz|zip|whl|jar|exe|dll|so)$/i;

/** A digest behind a path stands in a list of checksums, and the words of the path say nothing of it. */
function isChecksum({ operator, value, name, before }: AssignedCandidate): boolean {
  return DIGEST.test(value) && (FILE.test(name) || (operator === 'colon' && before.endsWith('/')));
}

/** What stands before the salt in the header of a baseline, as `store/baseline.ts` writes it: it keys fingerprints, and a team shares it. */
const BASELINE = /^\{"stanch":"baseline","version":\d{1,3},"?$/;
const SALT = /^[0-9a-f]{32}$/;

function isSaltOfBaseline({ name, value, before }: AssignedCandidate): boolean {
  return name === 'salt' && SALT.test(value) && BASELINE.test(before);
}

/** False for a name that says nothing of secrets, or that its value is public. Userinfo needs no name. */
function isTelling({ operator, value, name, isWrapped }: AssignedCandidate, { kind, isHarmless }: NameWords): boolean {
  if (operator === 'userinfo') return true;
  // Minifiers call anything `pw`, and what it is made by says nothing either.
  if (isWrapped && name.length < LEAST_NAME) return false;
  if (kind === 'bare-key' && value.length < LEAST_KEY) return false;
  if (IS_MADE.has(kind) && NUMBERED.test(value) && isSlug(value)) return false;
  return kind !== 'none' && !(isHarmless && MAY_BE_PUBLIC.has(kind));
}

/** Filled anew for each candidate. */
const measured = new Float64Array(FEATURES.length);

const ESCAPED = /\\u([0-9a-f]{4})/gi;

/** A label in some language: letters beyond ASCII, and no digit. */
const LABEL = /^\D*[\x80-\xff]\D*$/;

/** Text whose letters are written `\\u00fc`, as translations in JSON are, is judged by the letters. Bytes, as everywhere. */
function unescaped(candidate: AssignedCandidate): AssignedCandidate {
  if (!candidate.value.includes('\\u')) return candidate;
  const value = candidate.value.replaceAll(ESCAPED, (_, code: string) => Buffer.from(String.fromCharCode(Number.parseInt(code, 16)), 'utf8').toString('latin1'));
  return value === '' ? candidate : { ...candidate, value };
}

const find: FindInWindow = (window, at) => {
  const candidate = findAssigned(window, at);
  if (candidate === null) return null;
  const name = readNameWords(candidate.name);
  if (!isTelling(candidate, name) || isChecksum(candidate) || isSaltOfBaseline(candidate)) return null;
  if (isPlaceholder(candidate.value) || holdsPlaceholder(candidate.value) || REGEX.test(candidate.value) || PUBLIC_KEY.test(candidate.value)) return null;
  const read = unescaped(candidate);
  if (LABEL.test(read.value)) return null;
  const confidence = confidenceOf(judgeFeatures(featuresOf(read, { values: measured, name, asked: ASKED })));
  if (confidence === null) return null;
  const { start, end } = candidate;
  return { start, end, secretStart: start, secretEnd: end, groups: { confidence } };
};

/**
 * The rule for secrets that have no form of their own: a telling name is assigned a value, and the trees of
 * `model-data.ts` say how likely it is one.
 */
export function genericRule(): CompiledRule {
  return {
    rule: RULE,
    find,
    judge: (_window, { groups }) => ({ confidence: LEVELS.find((level) => level === groups['confidence']) ?? 'low', severity: RULE.severity, facts: NO_FACTS }),
  };
}
