import { isCommonPair } from '../checks/basic-auth.ts';
import { isPlaceholder } from '../checks/placeholder.ts';
import { isSlug } from '../checks/words.ts';
import type { AssignedCandidate } from './candidate.ts';
import { isToldApart } from './is-told-apart.ts';
import { isTellingWord, type NameKind, type NameWords } from './name-words.ts';

/*
 * What no figure of a value can tell: a name that promises nothing, a checksum, a fingerprint, a stand-in. Such a
 * candidate is not judged at all.
 */

/** A class of characters with a quantifier: a pattern for keys. */
const REGEX = /\[[^\]]{1,60}\](?:\{\d|[+*])/;
/** Public keys in DER, in base64: SPKI (RFC 5280) of RSA, of the curves of NIST and of Edwards, and PKCS#1 of 1024 to 4096 bits. */
const PUBLIC_KEY = /^(?:MIGfMA0GCSqGSIb3|MII[A-Z]\w{2}ANBgkqhkiG9w0BAQEFAAO|MFkwEwYHKoZIzj0|MHYwEAYHKoZIzj0|MIGbMBAGByqGSM49|MCowBQYDK2V|MIGJAoGB|MIIBCgKCAQEA|MIIBigKCAYEA|MIICCgKCAgEA)/;
const BASE64 = /^(basic )?([A-Za-z0-9+/]{8,}={0,2})$/i;

/** `user:password` in base64, with a stand-in for the password; or what calls itself so and holds no password. */
function holdsPlaceholder(value: string): boolean {
  const [, scheme, encoded] = BASE64.exec(value) ?? [];
  if (encoded === undefined) return false;
  const text = Buffer.from(encoded, 'base64').toString('latin1');
  const [, user = '', password] = /^([\x20-\x7e]{1,64}?):([\x20-\x7e]+)$/.exec(text) ?? [];
  if (password === undefined) return scheme !== undefined && !text.includes(':');
  return isPlaceholder(password) || isCommonPair(user, password);
}

/** What is merely called `key` is a key of a map, or of a list of drawn icons, unless it is long. */
const LEAST_KEY = 12;
const OF_MAPS: ReadonlySet<NameKind> = new Set(['bare-key', 'other-key']);

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

/** The fingerprint of a public key of OpenPGP, or of a certificate: in groups, or as a whole behind a name that says so. */
const GROUPS = /^(?:[0-9A-F]{4} {1,2}){3,9}[0-9A-F]{4}$|^(?:[0-9A-F]{2}[: ]){7,63}[0-9A-F]{2}$/i;
const FINGERPRINT = /^(?:0x)?(?:[0-9A-F]{8}|[0-9A-F]{16}|[0-9A-F]{40})$/;
const OPENPGP = /(?:gpg|pgp|apt|rpm|yum|recv|repo|repository|archive|upstream|signed)[-_.]{0,2}key|thumbprint|fingerprint/i;

function isFingerprint({ value, name }: AssignedCandidate): boolean {
  return GROUPS.test(value) || (FINGERPRINT.test(value) && OPENPGP.test(name));
}

/** Regions and other ids of words: keys of maps. */
const SLUG = /^[a-z]+(?:-(?:[a-z]+|\d{1,2}))+$/;

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
  if (OF_MAPS.has(kind) && (value.length < LEAST_KEY || SLUG.test(value))) return false;
  if (IS_MADE.has(kind) && NUMBERED.test(value) && isSlug(value)) return false;
  return kind !== 'none' && !(isHarmless && MAY_BE_PUBLIC.has(kind));
}

/** `password=Enter it here`: the first word of a text that goes on. Variables of shells, before a command, are in capitals. */
const TEXT_GOES_ON = /^,? {1,3}[A-Za-z(\x80-\xff][^=]*$/;
const HAS_SMALL = /[a-z]/;
/** A sentence, or the label of a field: words alone, with a capital somewhere. */
const PHRASE = /^(?=[^A-Z]*[A-Z])[A-Za-z:-]+(?: [A-Za-z:-]+)+ ?[?.!:]?$/;
const LETTERS = /^[A-Za-z-]+$/;

/** What is written for people: translations name their texts by what they speak of. */
function isForPeople({ value, quote, operator, setting, name, before, after }: AssignedCandidate): boolean {
  if (LETTERS.test(value)) {
    const goesOn = setting === 'line' && quote === '' && operator === 'equals' && before.trim() === '' && HAS_SMALL.test(name) && TEXT_GOES_ON.test(after);
    return goesOn || isTellingWord(value.toLowerCase());
  }
  return PHRASE.test(value);
}

/** True where name and value leave it open that the value is a secret, so that it is worth to be judged. */
export function mayBeSecret(candidate: AssignedCandidate, name: NameWords): boolean {
  const { value } = candidate;
  if (!isTelling(candidate, name) || isChecksum(candidate) || isFingerprint(candidate) || isSaltOfBaseline(candidate) || isToldApart(candidate, name)) return false;
  return !(isForPeople(candidate) || isPlaceholder(value) || holdsPlaceholder(value) || REGEX.test(value) || PUBLIC_KEY.test(value));
}
