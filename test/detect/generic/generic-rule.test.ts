import { describe, expect, it } from 'vitest';
import { nameKindOf } from '#detect/generic/name-kind.ts';
import { base62 } from '../../helpers/keys.ts';
import { scanText } from '../../helpers/rules.ts';

const TOKEN = `${base62('generic', 28)}4z`;
const WORD = ['qu', 'xleb', 'vord'].join('');
const found = (text: string): string[] => scanText([], text).detections.filter((hit) => hit.ruleId === 'generic-secret' && hit.confidence !== 'low').map((hit) => hit.secret.reveal());

describe('an assigned secret is found in', () => {
  it.each([
    ['an env file', `export DB_PASSWORD=${TOKEN}\n`, TOKEN],
    ['a quoted env file', `API_SECRET="${TOKEN}"\n`, TOKEN],
    ['YAML', `db:\n  password: ${TOKEN}\n`, TOKEN],
    ['YAML, a bare word', `db:\n  password: ${WORD}\n`, WORD],
    ['JSON', `{"clientSecret": "${TOKEN}"}`, TOKEN],
    ['JSON in a string', `"{\\"password\\": \\"${TOKEN}\\"}"`, TOKEN],
    ['TOML and INI', `[db]\npassword = ${TOKEN}\n`, TOKEN],
    ['properties', `spring.datasource.password=${TOKEN}\n`, TOKEN],
    ['a Dockerfile', `FROM x\nENV SECRET_KEY=${TOKEN}\n`, TOKEN],
    ['XML', `<password>${TOKEN}</password>`, TOKEN],
    ['TypeScript', `const password: string = '${TOKEN}';`, TOKEN],
    ['Go', `password := "${TOKEN}"`, TOKEN],
    ['Python', `self.secret_key = b'${TOKEN}'`, TOKEN],
    ['Ruby', `:password => '${TOKEN}',`, TOKEN],
    ['PHP', `'password' => '${TOKEN}',`, TOKEN],
    ['a setter', `config.setPassword("${TOKEN}")`, TOKEN],
    ['a call with a name and a value', `set("password", "${TOKEN}")`, TOKEN],
    ['C', `#define DB_PASSWORD "${TOKEN}"`, TOKEN],
  ])('%s', (_name, text, value) => {
    expect(found(text)).toEqual([value]);
  });
});

describe('what is no secret stays quiet', () => {
  it.each([
    `password = os.environ["DB_PASSWORD"]`,
    'password: ${DB_PASSWORD}',
    'password: {{ db_password }}',
    'const password = getPassword();',
    `const password = 'your-password-here';`,
    `passwordField: "user_password"`,
    `token: 'string'`,
    `const TOKEN_TYPE = 'access_token_type_value';`,
    `secretPath = '/run/secrets/db'`,
    `['password', 'secret', 'token', 'consumer_key', 'consumerkey']`,
    `password: "Please enter the password of your account"`,
    `public_key = "${TOKEN}"`,
    `csrf_token = "${TOKEN}"`,
    `tokenUrl: "https://id.example.test/oauth/token"`,
    `password = None`,
    `if (password === 'undefined') return;`,
    `secret: 'xxxxxxxxxxxxxxxx'`,
  ])('%s', (text) => {
    expect(found(text)).toEqual([]);
  });
});

describe('names', () => {
  it.each([
    ['dbPassword', 'password'],
    ['DB_PASS', 'password'],
    ['spring.datasource.password', 'password'],
    ['clientSecret', 'secret'],
    ['APIKey', 'secret'],
    ['public_key', 'none'],
    ['password_reset_url', 'none'],
    ['tokenizer', 'none'],
  ])('%s promises a %s', (name, kind) => {
    expect(nameKindOf(name)).toBe(kind);
  });
});
