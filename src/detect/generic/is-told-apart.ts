import type { AssignedCandidate } from './candidate.ts';
import type { NameWords } from './name-words.ts';

/*
 * What stands behind a telling name and is told apart by its form, or by its place: names of algorithms and encodings,
 * ranges of versions, files, half a token, labels.
 */

/** Ranges of versions in lock files and manifests of JavaScript, and versions that Go makes of a commit. */
const VERSION = /^(?:npm|workspace|catalog|jsr|patch|portal|link):[\w@~^*<>=.]|^v\d{1,3}\.\d{1,3}\.\d{1,3}-(?:\w{1,12}\.)?(?:0\.)?\d{14}-[\da-f]{12}$/;
const CHARSET = /^(?:utf-?(?:8|16|32)(?:-?[bl]e|-sig)?|latin-?1|iso-?8859-\d{1,2}|(?:us-)?ascii|(?:cp|windows-)125\d)$/i;
/** JOSE (RFC 7518), SASL, TLS, and curves. */
const ALGORITHM = /^(?:a\d{3}(?:cbc-hs\d{3}|gcm(?:kw)?|kw)|(?:ecdh-(?:es|1pu)|pbes2-hs\d{3})(?:\+a\d{3}kw)?|rsa[-_:](?:oaep-\d{3}|\d{4}|sha\d{1,3})|scram-sha-(?:1|256|512)(?:-plus)?|mongodb-(?:aws|cr|oidc|x509)|gssapi|aws4-hmac-sha256|3des|x(?:25519|448)|ed448|p-(?:256|384|521)|secp\d{3}[kr]1|prime256v1|x?chacha20(?:-ietf)?-poly1305)$/i;
const FILE = /^[\w./~@-]{1,100}\.(?:pem|crt|cer|der|key|p12|pfx|jks|pub|png|jpe?g|gif|svg|json|ya?ml|xml|txt|html?|toml|properties|php|exe|dll|zip|jar)$/i;
const NUMBER = /^0x[\da-f]{1,8}[ul]{0,3}$/i;
/** The beginning of a text, an operator and a name: the quotes of two literals were taken for those of one. */
const BETWEEN_LITERALS = /^ ?\+ \w/;
/** A certificate or a public key in PEM, in base64. */
const PUBLIC_PEM = /^LS0tLS1CRUdJTiB(?:DRVJU|QVUJMSU)/;

function isForm(value: string): boolean {
  return VERSION.test(value) || CHARSET.test(value) || ALGORITHM.test(value) || FILE.test(value) || NUMBER.test(value) || BETWEEN_LITERALS.test(value) || PUBLIC_PEM.test(value);
}

/** The header of a JSON web token alone (RFC 7515 §4), which every token of a kind begins with. */
const HEADER = /^(eyJ[\w-]{10,120})\.?$/;

function isHalfToken(value: string): boolean {
  const header = HEADER.exec(value)?.[1];
  return header !== undefined && /^\{[^{}]*"alg" ?:/.test(Buffer.from(header, 'base64url').toString('latin1'));
}

const CAPITAL_WORD = /^[A-Z][a-z]+(?:-[a-z]+)?$/;
/** A text of an app for Android, or two before it that begin with a capital, as the texts of a translation do. */
const AMONG_TEXTS = /<string name="$|(?:["']?[\w-]{1,30}["']?: ?(["'])[A-Z\x80-\xff][^"'\n]{0,40}\1, ?){2}["']?$/;
/** An entry on a line of its own, as in the translations of PHP. */
const OPENS_LINE = /^[ \t]*["']$/;
const MAGIC = /^[\da-f]{4,8}$/i;
/** Shown beside the name of a project: the token opens the picture alone. */
const BADGE = /\bbadge(?:\.svg)?\?$/;
const ARTIFACT = /^(?:io|org|com|net|dev|de)\.[a-z]/;
const SMALL_LETTERS = /^[a-z]+$/;
const BEGUN_COOKIE = /^[\w.-]{2,30}=$/;
const MINIFIED = /\)\)[,;\])]/;

/** A challenge that every handshake draws anew (RFC 6455). */
const HANDSHAKE = /^sec-websocket-/i;

/** What only stands there in a bare word among text: coordinates of Maven, a command with a colon, minified code. */
function isAmongText({ name, value, operator, setting }: AssignedCandidate, { kind }: NameWords): boolean {
  if (setting !== 'string') return false;
  return MINIFIED.test(value) || (operator === 'colon' && (ARTIFACT.test(name) || (kind === 'credential' && SMALL_LETTERS.test(value))));
}

function isByPlace(candidate: AssignedCandidate, { kind }: NameWords): boolean {
  const { value, name, operator, before, setting, quote } = candidate;
  if (CAPITAL_WORD.test(value)) return AMONG_TEXTS.test(before) || (operator === 'arrow' && quote !== '' && OPENS_LINE.test(before));
  if (setting === 'query') return BADGE.test(before);
  if (kind === 'bare-key') return HANDSHAKE.test(name);
  if (kind !== 'companion') return false;
  return (MAGIC.test(value) && /signature/i.test(name)) || (quote !== '' && BEGUN_COOKIE.test(value) && /cookie/i.test(name));
}

/** What is made up and only about a secret: `FAKE_SECRET_ID`. */
const isAboutFake = ({ isFake, tail }: NameWords): boolean => isFake && tail === 'about';

/** True for a value that its form, its place in the line or its whole name tells apart from a secret. */
export function isToldApart(candidate: AssignedCandidate, name: NameWords): boolean {
  return isAboutFake(name) || isForm(candidate.value) || isHalfToken(candidate.value) || isByPlace(candidate, name) || (candidate.quote === '' && isAmongText(candidate, name));
}
