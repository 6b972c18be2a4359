import { candidatesOf, type Placed } from './candidates.ts';

/*
 * Invented assignments: names × syntaxes × values. They teach what the labelled files are short of: passwords that
 * people make up, keys of many lengths, and the stand-ins, identifiers and phrases that stand in their place.
 */

export interface Invented {
  readonly candidate: Placed;
  readonly isSecret: boolean;
}

type Dice = () => number;

/** Numbers in [0, 1) from a fixed start. */
export function makeDice(seed: number): Dice {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const pick = <T>(dice: Dice, list: readonly T[]): T => list[Math.floor(dice() * list.length)] as T;
const between = (dice: Dice, low: number, high: number): number => low + Math.floor(dice() * (high - low + 1));

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const HEX = '0123456789abcdef';
const BASE62 = `${LOWER}${LOWER.toUpperCase()}0123456789`;
/** What the frameworks of the web draw their keys from. */
const SIGNED = [`${BASE62}!@#%^&*()-_=+;:<>?[]|`, `${LOWER}0123456789!@#$%^&*(-_=+)`];
const random = (dice: Dice, alphabet: string, length: number): string => Array.from({ length }, () => alphabet.charAt(Math.floor(dice() * alphabet.length))).join('');

const PASSWORD_NAMES = ['password', 'PASSWORD', 'DB_PASSWORD', 'dbPassword', 'db_pass', 'passwd', 'pwd', 'MYSQL_ROOT_PASSWORD', 'spring.datasource.password', 'smtp_password', 'adminPassword', 'redis_password', 'ldap_passwd', 'keystore.password', 'userPass', 'passphrase', 'EMAIL_HOST_PASSWORD', 'rootpw', 'ftpPassword', 'sa_password', 'PGPASSWORD', 'storePassword', 'proxy_pass'];
const KEY_NAMES = ['api_key', 'apiKey', 'API_KEY', 'SECRET_KEY', 'secretKey', 'client_secret', 'clientSecret', 'access_token', 'accessToken', 'AUTH_TOKEN', 'authToken', 'token', 'secret', 'jwt_secret', 'JWT_SECRET', 'SESSION_SECRET', 'encryption_key', 'private_key', 'app_secret', 'APP_KEY', 'consumer_secret', 'consumerKey', 'bot_token', 'webhook_secret', 'refresh_token', 'api-key', 'x-api-key', 'signing_key', 'WEATHER_API_KEY', 'mapsApiKey', 'hmac_key', 'cookie_secret', 'deploy_token', 'credentials', 'oauth_token', 'master_key', 'SENTRY_AUTH_TOKEN', 'integration_key', 'access_key'];

/** How a name is given a value; `N` and `V` are put in their places. */
const SYNTAXES: readonly string[] = [
  'N=V\n', 'export N=V\n', 'N="V"\n', "N='V'\n", '  N: V\n', '  N: "V"\n', "  - N: 'V'\n", '{"N": "V"}', '    "N": "V",\n', 'N = "V"\n', 'N = V\n', 'N: V\n', 'ENV N=V\n', 'ARG N=V\n', '      - N=V\n',
  'const N = "V";', "  N: 'V',\n", "var N = 'V'\n", 'let N: string = "V";', 'N := "V"\n', 'N: "V",\n', "self.N = 'V'\n", "    N='V',\n", "'N' => 'V',\n", ":N => 'V',\n", "$N = 'V';\n", "define('N', 'V');\n", 'private static final String N = "V";\n', 'config.setN("V");\n', '#define N "V"\n', '<N>V</N>\n', '<add key="N" value="V" />\n', '<property name="N" value="V"/>\n', '- name: N\n  value: V\n', 'run --N V\n', 'run --N=V host\n', '-e N=V \\\n', 'http://h.io/a?N=V&b=1', 'Server=db;User=sa;N=V;', 'val N = "V"\n', 'set("N", "V")', "os.environ['N'] = 'V'\n", 'N = os.getenv("A", "V")\n', 'N: process.env.A || "V",\n', "curl -H 'N: V' http://h.io\n", '# N: V\n', '// N = "V";\n', '\\"N\\": \\"V\\"', 'variable "N" {\n  default = "V"\n}', 'N VALUE "V"'.replace(' VALUE', ''), '  N: &str = "V";', 'string N = "V";', 'N string = "V"', '@N="V"',
  '{N, <<"V">>}', 'N = <<"V">>,\n', '"N" to "V",\n', 'N = ["V"]\n', '"N": []string{"V"},\n', "'N' => ['V'],\n", 'flag.StringVar(&value, "N", "V", "what it is")', '["--N", "V"]', 'public string N { get; set; } = "V";', 'N{"V"};', 'user: me, N: V\n', '# the N is "V"\n', 'props.put(Keys.N, "V");',
];

const WORD_LIST = 'summer winter dragon monkey football shadow master sunshine princess flower coffee tiger orange silver purple london berlin paris tokyo market ranger hockey soccer batman office server office company welcome spring autumn secure golden falcon rocket puppet garden castle bridge forest river eagle lion panda ninja pirate wizard knight'.split(' ');
const LEETS: readonly (readonly [string, string])[] = [['a', '@'], ['o', '0'], ['e', '3'], ['i', '1'], ['s', '$']];

function humanPassword(dice: Dice): string {
  const word = pick(dice, WORD_LIST);
  const shaped = dice() < 0.6 ? word.charAt(0).toUpperCase() + word.slice(1) : word;
  const [from, to] = pick(dice, LEETS);
  const leet = dice() < 0.5 ? shaped.replace(from, to) : shaped;
  const tail = pick(dice, [() => `${between(dice, 1950, 2030)}`, () => `${between(dice, 1, 9999)}`, () => random(dice, '0123456789', 3)])();
  return `${leet}${dice() < 0.3 ? pick(dice, WORD_LIST) : ''}${tail}${dice() < 0.6 ? pick(dice, ['!', '#', '$', '@', '!!', '?', '*']) : ''}`;
}

const randomPassword = (dice: Dice): string => random(dice, `${BASE62}${dice() < 0.6 ? '!@#%^*_-+?~' : ''}`, between(dice, 8, 20));

function randomKey(dice: Dice): string {
  return pick(dice, [
    () => random(dice, HEX, pick(dice, [24, 32, 32, 40, 48, 64])),
    () => random(dice, BASE62, between(dice, 16, 64)),
    () => random(dice, `${BASE62}+/`, pick(dice, [23, 31, 43, 86])) + '=',
    () => random(dice, `${BASE62}-_`, between(dice, 20, 80)),
    () => `${random(dice, LOWER, between(dice, 2, 4))}_${random(dice, BASE62, between(dice, 20, 44))}`,
    () => random(dice, `${LOWER}0123456789`, between(dice, 12, 40)),
    () => random(dice, `${LOWER.toUpperCase()}234567`, between(dice, 16, 32)),
    () => random(dice, pick(dice, SIGNED), between(dice, 32, 64)),
    () => random(dice, HEX, 64),
    () => [8, 4, 4, 4, 12].map((length) => random(dice, HEX, length)).join('-'),
  ])();
}

const FILLERS = 'value config user name option client request handler service manager field test data input default primary remote local account device status result message'.split(' ');
const camel = (words: readonly string[]): string => words.map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join('');

function harmless(dice: Dice, name: string): string {
  const words = [pick(dice, FILLERS), pick(dice, [...FILLERS, 'password', 'token', 'key', 'secret'])];
  return pick(dice, [
    () => `your_${name.toLowerCase()}`, () => `<your-${name.toLowerCase()}>`, () => 'changeme', () => 'xxxxxxxxxxxx', () => 'password', () => 'secret', () => `my${words.join('')}`, () => `\${${name}}`, () => `{{ ${name} }}`, () => `%${name.toUpperCase()}%`,
    () => camel(words), () => words.join('_'), () => words.join('-'), () => words.join('_').toUpperCase(), () => words.join('.'), () => `Enter the ${words.join(' ')}`, () => `Invalid ${words.join(' ')}`, () => `${words[0]} ${words[1]}`, () => `/etc/${words.join('/')}`,
    () => `https://h.io/${words.join('/')}`, () => `${words[0]}s/${words[1]}.pem`, () => 'string', () => 'undefined', () => 'required', () => `${pick(dice, ['test', 'fake', 'dummy', 'example', 'sample', 'my', 'some', 'new', 'old', 'wrong', 'invalid'])}${pick(dice, ['_', '-', ' ', ''])}${pick(dice, ['password', 'token', 'secret', 'key', 'pass', 'apikey'])}${pick(dice, ['', '', '1', '123'])}`,
    () => pick(dice, ['foobar', 'foo', 'test1234', '12345678', '123456', 'abc123', 'qwerty', 'admin', 'admin123', 'postgres', 'root', 'guest', 'hunter2', 'abcdefgh', 'letmein', 'supersecret', 'topsecret', 'not-a-secret', 's3cr3t', 'p@ssw0rd', 'P@ssw0rd', 'test', 'testing', 'pass', 'passw0rd']),
    () => `application/${words[0]}`, () => `${words[0]}(${words[1]})`, () => `${between(dice, 1, 99)}`, () => `${between(dice, 1, 9)}.${between(dice, 0, 20)}.${between(dice, 0, 9)}`,
  ])();
}

const HARMLESS_NAMES = ['public_key', 'password_hash', 'passwordField', 'tokenType', 'token_url', 'csrf_token', 'passwordLabel', 'secretName', 'tokenizer', 'PASSWORD_RESET_URL', 'api_key_id', 'password_regex', 'keyboard', 'primary_key', 'partitionKey', 'passwordPlaceholder', 'nextPageToken', 'token_endpoint', 'auth_method', 'passport', 'authorName', 'site_key', 'cacheKey', 'integrity_key', 'sortKey', 'i18nKey', 'secret_id', 'tokenSymbol'];

/** `count` invented assignments, about half of them secrets; the same at each run. */
export function invent(count: number): Invented[] {
  const dice = makeDice(20260101);
  const made: Invented[] = [];
  for (let round = 0; round < count; round++) {
    const isSecret = dice() < 0.5;
    const isPassword = dice() < 0.4;
    const isHarmlessName = !isSecret && dice() < 0.35;
    const name = pick(dice, isHarmlessName ? HARMLESS_NAMES : isPassword ? PASSWORD_NAMES : KEY_NAMES);
    const value = isSecret ? (isPassword ? (dice() < 0.5 ? humanPassword(dice) : randomPassword(dice)) : randomKey(dice)) : isHarmlessName && dice() < 0.5 ? randomKey(dice) : harmless(dice, name);
    const syntax = pick(dice, SYNTAXES);
    const text = `\n${syntax.replaceAll('N', () => name).replaceAll('V', () => value)}\n`;
    const candidate = candidatesOf(text).find((found) => found.value === value);
    if (candidate !== undefined) made.push({ candidate, isSecret });
  }
  return made;
}
