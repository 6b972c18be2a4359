/** What the telling word of a name promises of its value. */
export const NAME_KINDS = ['password', 'secret', 'token', 'key', 'bare-key', 'credential', 'companion', 'other-key', 'none'] as const;
export type NameKind = (typeof NAME_KINDS)[number];

/** A name, taken apart. */
export interface NameWords {
  readonly words: readonly string[];
  /** Its letters and digits alone, in lower case. */
  readonly flat: string;
  /** Written as constants and variables of shells are. */
  readonly isUpper: boolean;
  readonly kind: NameKind;
  /** Its place in `NAME_KINDS`. */
  readonly kindAt: number;
  /** What follows the telling word: nothing or a mere qualifier, a word that makes it about the secret, or another word. */
  readonly tail: 'none' | 'about' | 'other';
  /** The name says that the value is public or no secret: `public`, `csrf`, `id`. */
  readonly isHarmless: boolean;
  /** A word says that the value is made up or wrong. */
  readonly isFake: boolean;
  /** A verb that stores or sends a value (`set`, `with`), or one that asks or judges (`check`, `get`). */
  readonly verb: 'none' | 'gives' | 'asks';
}

const set = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

const PASSWORD = set('pass password passwords passwd pwd passphrase passcode passkey pw psw pswd passwort kennwort senha contrasena contraseña motdepasse wachtwoord haslo hasło losenord lösenord sifre şifre parola parolası salasana adgangskode passord jelszo jelszó heslo geslo lozinka parol пароль pgpassword rootpw bindpw rootbindpw masterauth psk userpass dbpass mypass');
const SECRET = set('secret secrets apisecret clientsecret appsecret');
const TOKEN = set('token tokens apitoken authtoken accesstoken');
const CREDENTIAL = set('credential credentials creds cred auth authorization userpwd userpassword');
const COMPANION = set('nonce signature otp pin salt cnonce cookie cookies verifier bearer assertion');
const FUSED_KEY = set('apikey appkey authkey secretkey accesskey privatekey privkey masterkey keyauth');
const KEY = set('key keys');
const KEY_QUALIFIER = set(
  'api access secret private priv auth encryption encrypt signing sign master consumer client app application service integration license licence account session storage shared hmac jwt crypt crypto cipher aes des rsa ssh ssl tls tsig server deploy webhook write admin validation subscription developer dev partner merchant tenant bot user db database project team org production prod live test sandbox staging security primary host connection management rest maps sdk ingest write decrypt decryption s3 aws azure gcp stripe twilio cookie',
);
const OTHER_KEY = set(
  'public pub publishable site foreign cache i18n sort map object index unique partition row hash keyboard hot shortcut arrow composite candidate lookup group data meta header field column param query form state store entity item element entry value config option prop attr attribute translation message label event topic routing idempotency dedup etag registry path file tab enter escape ctrl alt shift delete press up down left right function fn map_ super natural sub range surrogate node vue react list',
);
const QUALIFIER = set('prod production dev development test testing staging stage local default root admin value val text raw plain plaintext string str b64 base64 encoded hex old new current live sandbox master main primary secondary v hash1 env const var literal data bytes here base backup override fallback confirmation confirm confirmed verify again repeat retype expected actual input x y a b c');
const ABOUT = set(
  'id ids name names file files filename path paths dir folder url urls uri uris endpoint host type types kind field fields label labels length len size min max minimum maximum count ttl expiry expires expiration expire lifetime timeout age at regex regexp pattern validator validation validate placeholder prompt title message messages msg error errors err hint help description desc text_ header headers column param params parameter arg args enabled enable disabled required optional policy policies reset forgot forgotten change changed strength manager provider service handler helper factory store storage vault ref reference refs uuid index list map set store form page view screen button link icon input_ dialog modal component class method function callback util utils algorithm alg algo format encoding version prefix suffix separator delimiter status state mode scope scopes grant issuer audience hash hashed hasher digest checksum salt_ iterations rounds generator generate cost limit usage used uses request response result results event hook changer plugin module middleware guard strategy interceptor filter context session_ info model schema table entity dto exception failure failed success char chars source target position offset start end kinds stream buffer parser lexer budget bucket credentialstype mount mountpath lookup env_ variable var_ key_ property prop selector locator xpath css style color theme image img logo email user username login domain realm region server address port cipher ciphers versions protocol protocols suite suites curve curves scheme schemes fingerprint thumbprint options mechanism mechanisms stdin sock socket',
);
const HARMLESS = set('public pub publishable pubkey csrf xsrf csrfmiddlewaretoken nonce_ next page continuation sync cancellation cancel syntax lexer parser tokenizer tokenize punctuation keyword encrypted wrapped eos bos eof pad sep cls mask unk design author authors authority primarykey foreign');
/** What is stored in place of a password, told before the telling word. */
const HASHED = set('hashed encoded digested sha md bcrypt');
/** What makes a token one that says where a list or a change has got to. */
const PASSING = set('change idempotency pagination cursor watermark lifecycle starting');
/** What AWS knows a repeated request by, and `csrftoken`, whose words hold together. */
const OF_REQUEST = /client_?request_?token|^[cx]srf/i;
const FAKE = set('fake dummy mock mocked sample example demo invalid wrong incorrect bad bogus placeholder stub nonexistent missing unknown empty');
const GIVES = set('set with new update put add change create use define register assign encrypt');
const ASKS = set('check verify validate compare has is get hash find match test assert expect should read fetch load parse decode generate random ask prompt require reset forgot show hide toggle print log needs need can no not without');

/** A word that makes a name telling, in small letters. */
export const isTellingWord = (word: string): boolean => PASSWORD.has(word) || SECRET.has(word) || TOKEN.has(word) || KEY.has(word) || CREDENTIAL.has(word) || COMPANION.has(word) || FUSED_KEY.has(word);

/** `dbPassWord2`, `DB_PASSWORD`, `db.password` come apart; digits are left out. */
export function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z\d])([A-Z])|([A-Z])([A-Z][a-z])/g, '$1$3 $2$4')
    .toLowerCase()
    .replaceAll(/pass word/g, 'password')
    .split(/[^\p{Ll}]+/u)
    .filter((word) => word !== '');
}

/** Lower-case names without a seam, such as `dbpassword` or `oauthtoken`, end in a telling word all the same. */
const FUSED = /^[a-z]{2,20}?(password|passwd|passphrase|passwort|pass|pwd|secret|token|apikey|authkey|secretkey|accesskey|privatekey)$/;
const NOT_FUSED = set('bypass compass trespass encompass overpass underpass surpass');

function unfused(word: string): string {
  if (isTellingWord(word) || NOT_FUSED.has(word)) return word;
  return FUSED.exec(word)?.[1] ?? word;
}

function kindOf(words: readonly string[], at: number): NameKind {
  const word = words[at] ?? '';
  if (PASSWORD.has(word)) return 'password';
  if (SECRET.has(word)) return 'secret';
  if (TOKEN.has(word)) return 'token';
  if (FUSED_KEY.has(word)) return 'key';
  if (CREDENTIAL.has(word)) return 'credential';
  if (COMPANION.has(word)) return 'companion';
  if (!KEY.has(word)) return 'none';
  const before = words[at - 1];
  if (before === undefined) return 'bare-key';
  if (KEY_QUALIFIER.has(before)) return 'key';
  return OTHER_KEY.has(before) ? 'other-key' : 'bare-key';
}

/** Index of the word that counts: the last telling one; `secret_key` and `auth_token` are told by the later. */
function tellingIndex(words: readonly string[]): number {
  for (let at = words.length - 1; at >= 0; at--) if (isTellingWord(words[at] ?? '')) return at;
  return -1;
}

function tailOf(words: readonly string[]): NameWords['tail'] {
  if (words.some((word) => ABOUT.has(word))) return 'about';
  return words.every((word) => QUALIFIER.has(word)) ? 'none' : 'other';
}

/** A name comes as bytes; letters beyond ASCII are those of UTF-8 where they can be read so, else Latin-1. */
function fromBytes(name: string): string {
  if (!/[\x80-\xff]/.test(name)) return name;
  const text = Buffer.from(name, 'latin1').toString('utf8');
  return text.includes('\ufffd') ? name : text;
}

const UPPER = /^[A-Z][A-Z0-9_]+$/;
const NO_PLAINS = /[^a-z0-9]+/g;

/** The letters and digits of a text in lower case. */
export function flattened(folded: string): string {
  return folded.replaceAll(NO_PLAINS, '');
}

function takeApart(name: string): NameWords {
  const words = wordsOf(fromBytes(name)).map(unfused);
  const at = tellingIndex(words);
  const rest = at < 0 ? words : words.slice(at + 1);
  const kind = at < 0 ? 'none' : kindOf(words, at);
  const verb = words.find((word) => GIVES.has(word) || ASKS.has(word));
  return {
    words,
    flat: flattened(name.toLowerCase()),
    isUpper: UPPER.test(name),
    kind,
    kindAt: NAME_KINDS.indexOf(kind),
    tail: kind === 'password' && words.some((word) => HASHED.has(word)) ? 'about' : rest.length === 0 ? 'none' : tailOf(rest),
    isHarmless: words.some((word) => HARMLESS.has(word) || (kind === 'token' && PASSING.has(word))) || OF_REQUEST.test(name),
    isFake: words.some((word) => FAKE.has(word)),
    verb: verb === undefined ? 'none' : GIVES.has(verb) ? 'gives' : 'asks',
  };
}

/** Names taken apart already: the same few hundred come again and again. Emptied when full. */
const known = new Map<string, NameWords>();
const MOST_KNOWN = 2048;

/** Takes a name apart and says what it promises. */
export function readNameWords(name: string): NameWords {
  const before = known.get(name);
  if (before !== undefined) return before;
  const made = takeApart(name);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(name, made);
  return made;
}
