import type { AnchorHint } from '#ruleset/rule.ts';

/**
 * Literals one of which stands in every name that may hold a secret. Few and telling, four bytes where possible:
 * a filter of three bytes costs more, and a bare `key` stands in every tenth line of code, so that it is met with
 * what joins it to a value or to another word.
 */
export const ANCHORS: readonly string[] = [
  'pass', 'pwd', 'secret', 'token', 'credential', 'creds', 'auth', 'authoriz',
  'apikey', '_key', '-key', '.key', 'key=', 'key:', 'key"', "key'", 'key =', 'key :', 'api key', 'access key',
  'sskey', 'etkey', 'tekey', 'ntkey', 'onkey', 'ngkey', 'edkey', 'thkey', 'rkey', 'ppkey', 'stkey', 'erkey', 'apitok',
  'senha', 'contrase', 'kennwort', 'motdepasse', 'nonce', 'signature', 'pin=', 'otp', 'cookie=', 'cookie:', 'cookie"', "cookie'", 'cookie =', 'salt', 'pw =', 'pw=', 'pw:', '_pw', 'identified by', 'identified with', '://',
  'bindpw', 'rootpw', 'psk=', 'securestring ', '.login(', 'wifi.begin(', 'jwt.sign(', 'jwt.verify(', 'jwt.encode(', 'jwt.decode(', 'createhmac(', 'createcipheriv(', 'hmac256(', 'hmac384(', 'hmac512(', 'hmacshakeyfor(', 'hmacsha1(', 'hmacsha256(', 'hmacsha384(', 'hmacsha512(', 'new pdo(', 'new mysqli(', 'mysqli_connect(', 'mysql_connect(', 'dbi->connect(', 'securitykey(', 'signwith(', 'fernet(', 'aes.encrypt(', 'aes.decrypt(', 'hmac.new(',
  'wachtwoord', 'haslo', 'senord', 'sifre', 'parola', 'salasana', 'adgangskode', 'passord', 'jelsz', 'heslo', 'geslo', 'lozinka', 'mot de passe', 'palabra clave',
  // In the bytes of UTF-8, as Latin-1: words in Polish, Turkish, Russian, Chinese (three), Japanese, Korean.
  ...['has\u0142o', '\u015fifre', '\u0430\u0440\u043e\u043b\u044c', '\u5bc6\u7801', '\u5bc6\u78bc', '\u53e3\u4ee4', '\u30d1\u30b9\u30ef\u30fc\u30c9', '\ube44\ubc00\ubc88\ud638'].map((word) => Buffer.from(word, 'utf8').toString('latin1')),
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
