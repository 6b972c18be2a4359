import { holdsOneOf } from './letter-starts.ts';

/** Shapes that a value has as a whole; the first that fits counts. */
export const VALUE_SHAPES = ['reference', 'template', 'stand-in', 'keyword', 'path', 'url', 'hash', 'version', 'number', 'uuid', 'sentence', 'format', 'markup', 'expression', 'dotted', 'constant', 'snake', 'kebab', 'camel', 'mail', 'hex-digest', 'plain'] as const;

/** The value comes from elsewhere: a variable, a template, a secret store. */
const REFERENCE = /^\$[A-Za-z_({]|^%\w+%$|^@[\w.]+(?:[({]|$)|^(?:process\.env|os\.(?:getenv|environ)|env|secrets|vars|vault|config|settings|self|this|props|ctx|req|data)[.[:]|^(?:op|ssm|vault|arn|keyring|sm|gcpsm|file|ref|secretsmanager|azurekeyvault):|^!(?:vault|Ref|Sub|GetAtt|secret|env)|^ENC\[|^\*[A-Za-z]\w*$|^&[A-Za-z]\w*$|\$\{|\$\(|\{\{|\}\}|#\{|<%|%>|%\(\w+\)s|^\{\w*\}|\{\w+\}$|^__\w+__$|^:\w+$|\\\(|^\$ANSIBLE_VAULT/i;
const TEMPLATE = /^<[^>]*>?$|^\[[^\]]*\]?$|^\(.*\)$|^\*+$|[*\u2022]{3}|x{4,}|X{3,}|\.{3}|\u00e2\u0080\u00a6|^[-_=.#?*]+$|^(.)\1+$/;
const STAND_IN =
  /example|placeholder|change[-_ ]?(?:me|it|this|in)|dummy|redacted|masked|hidden|censored|filtered|replace|insert|(?:^|[-_. <])(?:your|my|some|the|a)[-_. ]|^(?:your|my|some)[A-Z]|^your|[-_ ]here$|not[-_ ]?(?:a[-_ ]?)?(?:real|set|used|needed)|lorem|foobar|todo|fixme|sample|fake|mock|^test|test(?:ing|ed)?(?:[-_.\d]|$)|[-_]?default|secure|super[-_]?secret|^(?:in)?valid|wrong|bogus|^(?:new|old|current)[-_]?p|abc[-_]?123|(?:^|[^a-z])(?:foo|bar|baz|qux)(?:[^a-z]|$)|^(?:foo|bar|baz)/i;
const KEYWORD =
  /^(?:true|false|null|none|nil|undefined|yes|no|on|off|string|str|text|char|varchar|int|integer|number|bool|boolean|object|array|list|dict|any|bytes?|buffer|file|admin|root|user|username|guest|default|value|required|optional|bearer|basic|digest|auto|always|never|unknown|empty|void|self|this|name|email|login|hash|plain|plaintext|json|yaml|xml|html|http|https|oauth2?|jwt|saml|ldap|local|header|query|cookie|body|form|enabled|disabled|public|private|internal|external|active|inactive|[a-z]|hunter2|qwerty\w*|letmein|iloveyou|1234\w*|abcd?e?f?g?\d*|hello|world|hi|bye)$/i;
/** Names of algorithms and versions of protocols. */
const ALGORITHM = /^(?:s?sha-?\d{0,3}|s?md[45]|hmac-?(?:sha-?\d{1,3}|md5)|[hrpe]s(?:256|384|512)|rsa(?:-?(?:sha-?\d{1,3}|oaep|pss|\d{4}))?|aes-?(?:\d{3})?(?:-(?:cbc|gcm|ctr|ecb|ccm))?|ed25519|ecdsa(?:-sha2-[\w-]+)?|bcrypt|scrypt|argon2(?:id?|d)?|pbkdf2(?:[-_]sha\d{1,3}|with\w+)?|sha\d{1,3}with\w+|(?:ms)?chap(?:v\d)?|(?:ms)chapv2|(?:tls|ssl)v?\d(?:[._]\d)?|(?:ecdhe?|dhe|tls|aes\d*)[-_](?=[\w-]*(?:sha|gcm|cbc|poly))[\w-]+)$/i;
const PATH = /^(?:\.{0,2}|~|[A-Za-z]:)[\\/][\w.@$%~-]|^[\w.@-]+(?:\/[\w.@{}$:*-]+){2,}\/?$|^[\w-]+\/[\w.-]+$(?<!=)|\.(?:pem|key|crt|cert|json|ya?ml|txt|js|ts|py|rb|go|php|html?|css|xml|conf|cfg|ini|env|md|p12|pfx|jks|log|sh|png|svg|jpe?g|so|dll)$/i;
const URL = /^[a-z][a-z0-9+.-]{1,12}:\/\/|^(?:www\.|mailto:|data:|urn:|tel:|javascript:)|^[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev|local|internal|co\.uk|de|ru|cn)(?:[/:]|$)/i;
/** What passwords are stored as: of no use to who finds it, in the main. */
const HASH = /^\$(?:2[abxy]?|1|5|6|8|y|argon2\w*|pbkdf2[\w-]*|apr1|scrypt|bcrypt\w*)\$|^(?:pbkdf2|bcrypt|argon2|scrypt|sha1|sha256|sha512|md5|crypt)(?:_\w+)?[$:]|^\{(?:S?SHA|CRYPT|S?MD5|PBKDF2|BCRYPT|SCRYPT|ARGON2)[\w@-]*\}|^sha(?:256|384|512)-/i;
const VERSION = /^v?\d{1,4}(?:\.\d{1,5}){1,4}(?:[-+.][\w.]+)?$|^\d{4}-\d\d-\d\d|^\d{1,2}:\d\d|^[~^<>=]+ ?\d/;
const NUMBER = /^[-+]?(?:0x[\da-f]{1,8}|\d{1,9}(?:\.\d+)?|\d+(?:px|em|ms|s|m|h|d|kb|mb|gb|%)?)$/i;
const UUID = /^\{?[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}\}?$/i;
const SENTENCE = /^\S+(?: \S+){3,}$|^[A-Za-z'-]{2,} [a-z'-]{2,}(?: |[.!?:,]|$)|[a-z]{2}[.!?:,] ?$|[a-z]{2}[,.;:!?] [A-Za-z]|^[A-Z][a-z]+ [A-Z]?[a-z]+$|\\n|\\t/;
const FORMAT = /%[-+0-9.]*[sdvqxif](?:[^A-Za-z0-9]|$)|\{\d?\}|\[[\w^\\-]+-[\w^\\-]+\]|\\[wdsbSWD]|^\^|\(\?|\.\*|\.\+|^\/.+\/[gimsuy]*$|[|].*[|]/;
const MARKUP = /<\/?[a-z][^>]{0,60}>|&(?:amp|lt|gt|quot|nbsp);|^[.#][a-z][\w-]+(?:[ >.:#]|$)|^[a-z]+\[|\]$/i;
const CODE_WORD = /^(?:function|lambda|if|for|return|await|typeof)\b/;
const EXPRESSION = /[\w)\]]\((?:.*\)|$)|^\w+\[|\)\.\w|^!?\w+\.\w+\(|=>|&&|\|\||::\w|->\w|^new |;$|[,;]\w+=|^\w+=\w+&|^\w{1,30}=["']?\w|^[-\w]+: /;
const DOTTED = /^[A-Za-z_$][\w$-]*(?:\.[A-Za-z_$][\w$-]*)+$|^[a-z][\w-]*(?::[a-z][\w.-]*)+$/i;
const CONSTANT = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;
const SNAKE = /^_?[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/;
const KEBAB = /^-{0,2}[A-Za-z][a-z]*(?:-[A-Za-z][a-z]*)+$/;
const CAMEL = /^_?[a-z]+(?:[A-Z][a-z]+)+\d?$|^(?:[A-Z][a-z]+){2,}\d?$|^[A-Z]{2,6}[A-Z][a-z]+(?:[A-Z][a-z]+)*$/;
const MAIL = /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/;
const DIGEST = /^(?:[\da-f]{32}|[\da-f]{40}|[\da-f]{56}|[\da-f]{64}|[\da-f]{96}|[\da-f]{128})$/i;

/** Signs of which some shapes must hold one; each has a bit. The last bit stands for `x` and for what is no ASCII. */
const SIGNS = '$%@{}()[]<>#*&!:./\\-_=;,|^?+~ ';
const BITS: Uint32Array = Uint32Array.from({ length: 256 }, (_, code) => (code >= 0x80 || code === 0x58 || code === 0x78 ? 2 ** 31 : SIGNS.includes(String.fromCharCode(code)) ? 2 ** SIGNS.indexOf(String.fromCharCode(code)) : 0));

/** Bits of the signs that stand in a text. */
function signsOf(text: string): number {
  let signs = 0;
  for (let at = 0; at < text.length; at++) signs |= BITS[text.charCodeAt(at) & 255] as number;
  return signs;
}

type Guess = (value: string) => boolean;
const LONGEST_KEYWORD = 10;
const DIGESTS: ReadonlySet<number> = new Set([32, 40, 56, 64, 96, 128]);
/** First two letters of all algorithms, as one number; digits and signs that are taken for letters do no harm. */
const ALGORITHM_STARTS: ReadonlySet<number> = new Set(['ss', 'sh', 'sm', 'md', 'hm', 'hs', 'rs', 'es', 'ps', 'ae', 'ed', 'ec', 'bc', 'sc', 'ar', 'pb', 'ch', 'ms', 'tl', 'dh'].map((start) => start.charCodeAt(0) * 256 + start.charCodeAt(1)));
const startsAsAlgorithm: Guess = (value) => ALGORITHM_STARTS.has((value.charCodeAt(0) | 32) * 256 + (value.charCodeAt(1) | 32));
const startsAs = (starts: string): Guess => (value) => starts.includes(value.charAt(0));

/** What begins each alternative of a stand-in, as far as it needs no sign before it. */
const holdsStandIn = holdsOneOf('exa pla cha dum red mas hid cen fil rep ins you som not lor foo tod fix sam fak moc tes def sec sup val inv wro bog new old cur abc bar baz qux'.split(' '));
const mayBeStandIn: Guess = (value) => holdsStandIn(value) || /^my/i.test(value);

/**
 * A shape, its pattern, and what every match has: one of some signs, or what a guess that costs less than the pattern
 * tells. Most values are letters and digits alone, and need not be asked most questions.
 */
interface ShapeTest {
  readonly index: number;
  readonly pattern: RegExp;
  readonly signs: number;
  readonly guess: Guess | null;
}

const TESTS: readonly ShapeTest[] = (
  [
    ['hash', HASH, '$:{-'],
    ['reference', REFERENCE, '$%@.[:!*&{}#<_\\'],
    ['template', TEMPLATE, '<[(*.-_=#?xX\xe2', (value: string) => value.charAt(0) === value.charAt(1)],
    ['keyword', KEYWORD, '', (value: string) => value.length <= LONGEST_KEYWORD || 'qQ1aA'.includes(value.charAt(0))],
    ['keyword', ALGORITHM, '', startsAsAlgorithm],
    ['uuid', UUID, '-'],
    ['hex-digest', DIGEST, '', (value: string) => DIGESTS.has(value.length)],
    ['number', NUMBER, '', startsAs('0123456789+-')],
    ['version', VERSION, '.-:~^<>='],
    ['url', URL, ':.'],
    ['mail', MAIL, '@'],
    ['path', PATH, '/\\.'],
    ['stand-in', STAND_IN, '-_. ', mayBeStandIn],
    ['format', FORMAT, '%{[\\^(*+/|'],
    ['sentence', SENTENCE, ' .!?:,\\'],
    ['markup', MARKUP, '<&.#[]'],
    ['expression', CODE_WORD, '', startsAs('filrat')],
    ['expression', EXPRESSION, '([)=&|:-; '],
    ['dotted', DOTTED, '.:'],
    ['constant', CONSTANT, '_'],
    ['snake', SNAKE, '_'],
    ['kebab', KEBAB, '-'],
    ['camel', CAMEL, '', (value: string) => value.charCodeAt(value.length >> 1) >= 65 && value.charCodeAt(value.length - 2) >= 65],
  ] as const
).map(([shape, pattern, signs, guess]) => ({ index: VALUE_SHAPES.indexOf(shape), pattern, signs: signsOf(signs), guess: guess ?? null }));
const PLAIN = VALUE_SHAPES.indexOf('plain');

function mayBe({ signs, guess }: ShapeTest, value: string, held: number): boolean {
  return (signs & held) !== 0 || (guess !== null && guess(value));
}

/** The first shape that a value fits, every pattern asked: what `shapeAt` must agree with. */
export function shapeByPatterns(value: string): number {
  return TESTS.find(({ pattern }) => pattern.test(value))?.index ?? PLAIN;
}

/** The first shape that a value fits, by its place in `VALUE_SHAPES`. */
export function shapeAt(value: string): number {
  const held = signsOf(value);
  for (let at = 0; at < TESTS.length; at++) {
    const test = TESTS[at] as ShapeTest;
    if (mayBe(test, value, held) && test.pattern.test(value)) return test.index;
  }
  return PLAIN;
}
