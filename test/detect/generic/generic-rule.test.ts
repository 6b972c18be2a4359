import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readNameWords } from '#detect/generic/name-words.ts';
import { formatBaseline } from '#store/baseline.ts';
import { base62 } from '../../helpers/keys.ts';
import { scanText } from '../../helpers/rules.ts';

const TOKEN = `${base62('generic', 28)}4z`;
/** What web frameworks draw: some two of its signs look like markup, a template or code. */
const SIGNED = ['vR@Mgn', 'jTohP?w', '>jpu?X0', 'oqm<z21', 'o[AHP;/', 'rPj?C}B', 'YMF=cl?', 'xXfq]6o'].join('');
const DIGEST = createHash('sha256').update('generic').digest('hex');
const FINGERPRINT = DIGEST.slice(0, 40).toUpperCase();
const WORD = ['qu', 'xleb', 'vord'].join('');
const found = (text: string): string[] => scanText([], text).detections.filter((hit) => hit.ruleId === 'generic-secret' && hit.confidence !== 'low').map((hit) => hit.secret.reveal());

describe('an assigned secret is found in', () => {
  it.each([
    ['an env file', `export DB_PASSWORD=${TOKEN}\n`, TOKEN],
    ['a quoted env file', `API_SECRET="${TOKEN}"\n`, TOKEN],
    ['YAML', `db:\n  password: ${TOKEN}\n`, TOKEN],
    ['YAML, a bare word', `db:\n  password: ${WORD}\n`, WORD],
    ['a manifest', `env:\n  - name: DB_PASSWORD\n    value: ${TOKEN}\n`, TOKEN],
    ['compose', `environment:\n  - MYSQL_ROOT_PASSWORD=${TOKEN}\n`, TOKEN],
    ['JSON', `{"clientSecret": "${TOKEN}"}`, TOKEN],
    ['JSON in a string', `"{\\"password\\": \\"${TOKEN}\\"}"`, TOKEN],
    ['INI', `[db]\npassword = ${TOKEN}\n`, TOKEN],
    ['properties', `spring.datasource.password=${TOKEN}\n`, TOKEN],
    ['a Dockerfile', `FROM x\nENV SECRET_KEY=${TOKEN}\n`, TOKEN],
    ['a Dockerfile of old', `FROM x\nENV SECRET_KEY ${TOKEN}\n`, TOKEN],
    ['an XML element', `<password>${TOKEN}</password>`, TOKEN],
    ['an XML attribute', `<add key="password" value="${TOKEN}"/>`, TOKEN],
    ['SQL', `CREATE USER joe IDENTIFIED BY '${TOKEN}';`, TOKEN],
    ['SQL of PostgreSQL', `CREATE ROLE joe WITH PASSWORD '${TOKEN}';`, TOKEN],
    ['an option', `mysqldump --password ${TOKEN} shop\n`, TOKEN],
    ['an option with =', `mysqldump --password=${TOKEN}\n`, TOKEN],
    ['TypeScript', `const password: string = '${TOKEN}';`, TOKEN],
    ['Go', `password := "${TOKEN}"`, TOKEN],
    ['Go with a type', `var apiSecret string = "${TOKEN}"`, TOKEN],
    ['Rust', `const API_TOKEN: &str = "${TOKEN}";`, TOKEN],
    ['Python', `self.secret_key = b'${TOKEN}'`, TOKEN],
    ['Ruby', `:password => '${TOKEN}',`, TOKEN],
    ['PHP', `define('DB_PASSWORD', '${TOKEN}');`, TOKEN],
    ['Java', `props.setProperty("password", "${TOKEN}");`, TOKEN],
    ['a setter', `config.setPassword("${TOKEN}")`, TOKEN],
    ['an index', `config["api_token"] = "${TOKEN}"`, TOKEN],
    ['R', `password <- "${TOKEN}"\n`, TOKEN],
    ['Erlang', `{db, [{password, "${TOKEN}"}]}.\n`, TOKEN],
    ['Erlang, a binary', `{db, [{password, <<"${TOKEN}">>}]}.\n`, TOKEN],
    ['Erlang, a map of binaries', `#{<<"password">> => <<"${TOKEN}">>}`, TOKEN],
    ['Erlang, a setting', `application:set_env(shop, default_pass, <<"${TOKEN}">>)`, TOKEN],
    ['Elixir, an attribute', `  @password "${TOKEN}"\n`, TOKEN],
    ['Kotlin, a pair', `mapOf("oauth_token" to "${TOKEN}")`, TOKEN],
    ['Perl, a hash', `$ENV{DB_PASSWORD} = '${TOKEN}';`, TOKEN],
    ['Lisp', `(setq smtp-password "${TOKEN}")`, TOKEN],
    ['C#, a property', `public string Password { get; set; } = "${TOKEN}";`, TOKEN],
    ['C++, braces', `std::string password{"${TOKEN}"};`, TOKEN],
    ['Rust, bytes', `const SECRET: &[u8] = b"${TOKEN}";`, TOKEN],
    ['Transact-SQL', `CREATE LOGIN joe WITH PASSWORD = N'${TOKEN}';`, TOKEN],
    ['Go, a flag', `flag.StringVar(&secretKey, "secret-key", "${TOKEN}", "Secret key")`, TOKEN],
    ['Go, a header', `http.Header{"X-Api-Key": []string{"${TOKEN}"}}`, TOKEN],
    ['a list of one', `"secret": ["${TOKEN}"],`, TOKEN],
    ['a list of arguments', `CMD ["server", "--password", "${TOKEN}"]\n`, TOKEN],
    ['a constant for a name', `props.put(Settings.PASSWORD, "${TOKEN}");`, TOKEN],
    ['an option of curl in C', `curl_easy_setopt(curl, CURLOPT_PASSWORD, "${TOKEN}");`, TOKEN],
    ['beans of Spring', `<property name="password">\n  <value>${TOKEN}</value>\n</property>`, TOKEN],
    ['a setting of .NET', `<setting name="Password" serializeAs="String"><value>${TOKEN}</value></setting>`, TOKEN],
    ['prose', `# The default password is "${TOKEN}".\n`, TOKEN],
    ['a user before it', `Username: joe, Password: ${TOKEN}\n`, TOKEN],
    ['a scheme before it', `Authorization: Token ${TOKEN}\n`, TOKEN],
    ['a scheme before it, in quotes', `headers.set("Authorization", "Token ${TOKEN}")`, TOKEN],
    ['a registry of npm', `//npm.shop.test/:_authToken=${TOKEN}\n`, TOKEN],
    ['credentials of Java', `new UsernamePasswordCredentials("joe", "${TOKEN}")`, TOKEN],
    ['credentials of Go', `credentials.NewStaticV4("joe", "${TOKEN}", "")`, TOKEN],
    ['authentication of Java', `new PasswordAuthentication("joe", "${TOKEN}".toCharArray())`, TOKEN],
    ['authentication of Ruby', `http.basic_auth 'joe', '${TOKEN}'\n`, TOKEN],
    ['a pair for Guzzle', `['auth' => ['joe', '${TOKEN}']]`, TOKEN],
    ['a connection of PHP', `new PDO('mysql:host=db', 'joe', '${TOKEN}');`, TOKEN],
    ['a connection of Perl', `DBI->connect("dbi:mysql:shop", "joe", "${TOKEN}");`, TOKEN],
    ['a signature in Java', `Algorithm.HMAC256("${TOKEN}")`, TOKEN],
    ['a key of .NET', `new SymmetricSecurityKey(Encoding.UTF8.GetBytes("${TOKEN}"))`, TOKEN],
    ['a cipher', `crypto.createCipheriv('aes-256-cbc', '${TOKEN}', iv)`, TOKEN],
    ['a key of all signs', `SECRET_KEY = '${SIGNED}'`, SIGNED],
    ['credentials of .NET', `var login = new NetworkCredential("app", "${TOKEN}");`, TOKEN],
    ['a label of words', `API Secret: ${TOKEN}\n`, TOKEN],
    ['a label of words in Markdown', `- **Acme client secret:** \`${TOKEN}\`\n`, TOKEN],
    ['a label of words, two blanks', `Acme API Secret:  ${TOKEN}\n`, TOKEN],
    ['a label of words, the value on the next line', `API Key\n${TOKEN}\n`, TOKEN],
    ['a heading, the value below', `## Access token\n\n${TOKEN}\n`, TOKEN],
    ['a digest under a name', `api_token = "${DIGEST}"`, DIGEST],
    ['C', `#define DB_PASSWORD "${TOKEN}"`, TOKEN],
    ['C with a pointer', `const char *db_password = "${TOKEN}";`, TOKEN],
    ['Visual Basic', `Dim password As String = "${TOKEN}"`, TOKEN],
    ['Clojure', `{:user "app" :password "${TOKEN}"}`, TOKEN],
    ['Gradle', `release { storePassword '${TOKEN}' }`, TOKEN],
    ['Terraform', `variable "db_password" {\n  description = "of the database"\n  type        = string\n  default     = "${TOKEN}"\n}\n`, TOKEN],
    ['a property list', `<key>SMTPPassword</key>\n<string>${TOKEN}</string>`, TOKEN],
    ['resources of Android', `<string name="api_secret" translatable="false">${TOKEN}</string>`, TOKEN],
    ['an answer file', `<Password><Value>${TOKEN}</Value></Password>`, TOKEN],
    ['PowerShell', `$p = ConvertTo-SecureString "${TOKEN}" -AsPlainText -Force`, TOKEN],
    ['a pair for requests', `requests.get(url, auth=('admin', '${TOKEN}'))`, TOKEN],
    ['basic authorization in Go', `req.SetBasicAuth(user, "${TOKEN}")`, TOKEN],
    ['a login', `server.login('me@shop.io', '${TOKEN}')`, TOKEN],
    ['a signature', `const t = jwt.sign({ id: user.id }, '${TOKEN}', { expiresIn: 3600 });`, TOKEN],
    ['an HMAC', `crypto.createHmac('sha256', '${TOKEN}')`, TOKEN],
    ['sshpass', `sshpass -p '${TOKEN}' ssh root@shop\n`, TOKEN],
    ['LDAP', `base dc=shop\nbindpw ${TOKEN}\n`, TOKEN],
    ['Redis', `port 6379\nrequirepass ${TOKEN}\n`, TOKEN],
    ['wireless networks', `network={\n  psk="${TOKEN}"\n}`, TOKEN],
    ['an option of helm', `helm install shop --set auth.password=${TOKEN} ./chart\n`, TOKEN],
    ['a literal of kubectl', `kubectl create secret generic db --from-literal=password=${TOKEN}\n`, TOKEN],
    ['OpenSSL', `openssl rsa -in a.pem -passin pass:${TOKEN}\n`, TOKEN],
    ['what a variable of a shell falls back to', `psql -W \${DB_PASSWORD:-${TOKEN}}\n`, TOKEN],
    ['what a property of Spring falls back to', `spring.datasource.password=\${DB_PASSWORD:${TOKEN}}\n`, TOKEN],
    ['an entry of a YAML list in braces', `  - { name: shop, password: ${TOKEN}, state: present }\n`, TOKEN],
    ['a symbol of YAML for Ruby', `:password: ${TOKEN}\n`, TOKEN],
    ['a tuple of Elixir', `{:password, "${TOKEN}"}`, TOKEN],
    ['a pair of Scala', `Json.obj("user" -> "me", "password" -> "${TOKEN}")`, TOKEN],
    ['CDATA', `<secretKey><![CDATA[${TOKEN}]]></secretKey>`, TOKEN],
    ['a table of Markdown', `| \`DB_PASSWORD\` | \`${TOKEN}\` | of the shop |\n`, TOKEN],
    ['a bold label', `- **Password:** \`${TOKEN}\`\n`, TOKEN],
    ['a bold label, the colon outside', `**Password**: ${TOKEN}\n`, TOKEN],
    ['the fragment of a redirection', `Location: https://h.io/cb#access_token=${TOKEN}&state=1\n`, TOKEN],
    ['a form', `oauth_token=${TOKEN}&oauth_callback_confirmed=true\n`, TOKEN],
    ['a form, the second pair', `a=1&oauth_token_secret=${TOKEN}&user_id=1\n`, TOKEN],
    ['a form that a test fills in', `fill_in 'Password', with: '${TOKEN}'\n`, TOKEN],
    ['nginx', `set $auth_token "${TOKEN}";\n`, TOKEN],
    ['Spanish', `contraseña = "${TOKEN}"`, TOKEN],
    ['French', `Mot de passe : ${TOKEN}\n`, TOKEN],
    ['Dutch', `const wachtwoord = '${TOKEN}';`, TOKEN],
    ['Polish', `hasło = '${TOKEN}'`, TOKEN],
    ['Russian', `Пароль: ${TOKEN}\n`, TOKEN],
    ['Chinese', `密码：${TOKEN}\n`, TOKEN],
    ['Japanese', `パスワード: ${TOKEN}\n`, TOKEN],
    ['Korean', `비밀번호: ${TOKEN}\n`, TOKEN],
    ['a URL', `postgres://shop:${TOKEN}@db.internal:5432/shop`, TOKEN],
    ['a URL, the password holding @', `mysql://shop:${TOKEN}@4x@db.internal/shop`, `${TOKEN}@4x`],
  ])('%s', (_name, text, value) => {
    expect(found(text)).toContain(value);
  });
});

describe('what is no secret stays quiet', () => {
  it.each([
    `password = os.environ["DB_PASSWORD"]`,
    'password: ${DB_PASSWORD}',
    'password: {{ db_password }}',
    'password: $DB_PASSWORD\n',
    'const password = getPassword();',
    'password: config.password,',
    'password = request.form.password\n',
    `const password = 'your-password-here';`,
    `passwordField: "user_password"`,
    `token: 'string'`,
    `const TOKEN_TYPE = 'access_token_type_value';`,
    `secretPath = '/run/secrets/db'`,
    `['password', 'secret', 'token', 'consumer_key', 'consumerkey']`,
    `password: "Please enter the password of your account"`,
    `public_key = "${TOKEN}"`,
    `csrf_token = "${TOKEN}"`,
    'API Key: see the vault of the team\n',
    'tokens <- tokenSource\n',
    `const {password, "key": ${WORD}} = body;\n`,
    'The access token is\nbase64EncodedByTheServer and signed\n',
    `API Key\n${TOKEN} is not alone\n`,
    'Client Secret\n================\n',
    'The API key\nAuthenticationAndAuthorization\n',
    `{"ChangeToken": "${TOKEN}"}`,
    `{"files":{"src/auth/api_token.rs":"${DIGEST}"}}`,
    `{"src/secrets/token":"${DIGEST}"}`,
    `tokenUrl: "https://id.example.test/oauth/token"`,
    `password = None`,
    `if (password === 'undefined') return;`,
    `secret: 'xxxxxxxxxxxxxxxx'`,
    'postgres://user:password@localhost/db',
    'https://user:${PASSWORD}@host/',
    'Authorization: Bearer <token>',
    'Authorization: Bearer shop4.<token>',
    `shop__upstream_gpg_key: '${FINGERPRINT.match(/.{4}/g)?.join(' ')}'`,
    `shop__apt_key: '${FINGERPRINT}'`,
    `userPassword: {SSHA}${TOKEN}`,
    `encoder.matches("password", "{pbkdf2}${DIGEST}")`,
    `assertThat(hasher.verify("password", "${DIGEST.slice(0, 32)}"))`,
    'auth_http.ssl_options.ciphers.2 = ECDHE-RSA-AES256-GCM-SHA384\n',
    'auth.ssl.versions.1 = tlsv1.2\n',
    "default_pass_scheme: 'SSHA512'",
    "$token = hash_hmac('sha256', $text, $key);",
    `shop.login.emptyPassword=${'Niepoprawne dane'}\n`,
    'headers = #{routing_key = DLRKey}.\n',
    `key: 'cn-zhangjiakou-ee'`,
    `Authorization: "Basic ${Buffer.from('user:password').toString('base64')}"`,
    `(cond ? make(a, "PRIVATE KEY":Kr(b=E2(F,r),"x"))`,
    `keys: ['alpha-q7', 'beta-q8']`,
    `forgot_password=${'Unohtuiko salasana'}\n`,
    `password=${'Heslo'}\n`,
    `"auth.reset_password": "${'Obnovenie hesla'}"`,
    'adduser --disabled-password --gecos shop\n',
    'Authorization: Bearer YOUR_TOKEN_HERE',
    'curl -u user:$PASSWORD https://x/',
    `var ow=m.eitup("${TOKEN.slice(0, 6)}");var pw=o.snqpd("${TOKEN.slice(0, 8)}");`,
    '"token": "Zugriffsschlüssel"',
    String.raw`"token": "Zugriffsschl\u00fcssel"`,
    `okta_token: ${['okta', 'token', '2024'].join('-')}`,
    `parseBasicAuth(header, "${TOKEN}")`,
    `requests.get(url, auth=('admin', password))`,
    `<string name="enter_password">Enter your password</string>`,
    `variable "db_password" {\n  type = string\n  default = ""\n}`,
    `FAKE_SECRET_ID = '${TOKEN}'`,
    `    'password' => '${['Cyfri', 'nair'].join('')}',\n`,
    `'api_token_create' => '${'Skapa API-nyckel'}',`,
    `cookie: 'SESSID=1; csrftoken=${TOKEN}; _gat=1;'`,
    '  minipass: "npm:^7.0.4"\n',
    '"js-tokens": "workspace:*",',
    'github.com/abbot/go-http-auth v0.0.0-20231213195942-64e3dca9274b // indirect',
    'password = password.encode("utf-8")',
    'val alg = keys.forKey("A128CBC-HS256")',
    '"authMechanism": "MONGODB-X509"',
    'private_key = read_file_path("ed25519-pkcs8.pem")',
    `#define HASH_SIGNATURE 0x${'a0111fe1'}u\n`,
    'signatures = [{signature:"ffd8ff",type:"image/jpeg"}]',
    `"encrypted_key": "${TOKEN}"`,
    `const TOKEN = "${Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url')}." + claims`,
    `tls.key: ${Buffer.from('-----BEGIN CERTIFICATE-----').toString('base64')}\n`,
    `[![codecov](https://codecov.io/gh/shop/shop/graph/badge.svg?token=${TOKEN.slice(0, 10)})](https://codecov.io)`,
    `"ClientRequestToken": "${TOKEN}"`,
    `Sec-WebSocket-Key: ${TOKEN}\r\n`,
    `root_password_sha2 = ${DIGEST}\n`,
    `<string name="hint_password">${['Pasa', 'hitza'].join('')}</string>`,
    `{"title":"Teksveld","name":"Naam","password":"${['Wag', 'woord'].join('')}"}`,
    `leftWindow:"${'Vasak Windowsi klahv'}",leftWindowKey:"${'Vasak Windowsi klahv'}"`,
    'puts "Welcome #{`heroku auth:whoami`.strip}!"',
    'if you name `io.jsonwebtoken:jjwt-gson` as a dependency',
    `fold('DKIM-Signature: ' + dkim, 76) + ';'`,
    'echo ${DB_PASSWORD:?must be set} ${DB_PASSWORD:+is-set-now}\n',
    'docker login -u me --password-stdin ghcr.io\n',
    'openssl rsa -passin pass:$KEY_PASSWORD',
    'helm install shop --set auth.password=$PASSWORD',
  ])('%s', (text) => {
    expect(found(text)).toEqual([]);
  });
});

describe('the header of a baseline', () => {
  const salts = Array.from({ length: 200 }, (_, i) => createHash('sha256').update(`salt ${i}`).digest('hex').slice(0, 32));

  it('holds a salt that is no secret', () => {
    expect(salts.filter((salt) => found(formatBaseline({ salt, entries: [] })).length > 0)).toEqual([]);
  });

  it('excuses nothing else', () => {
    const [salt = ''] = salts;
    const header = formatBaseline({ salt, entries: [] });
    expect(found(header.replace('"salt"', '"api_secret"'))).toEqual([salt]);
    expect(found(header.replace('"baseline"', '"settings"').replace('"salt"', '"password_salt"'))).toEqual([salt]);
    expect(found(header.replace(salt, TOKEN).replace('"salt"', '"secret"'))).toEqual([TOKEN]);
  });
});

describe('names', () => {
  it.each([
    ['dbPassword', 'password'],
    ['DB_PASS', 'password'],
    ['spring.datasource.password', 'password'],
    ['clientSecret', 'secret'],
    ['APIKey', 'key'],
    ['dbpassword', 'password'],
    ['AUTH_TOKEN', 'token'],
    ['keyboard', 'none'],
  ])('%s promises a %s', (name, kind) => {
    expect(readNameWords(name).kind).toBe(kind);
  });

  it.each(['public_key', 'csrfToken', 'password_reset_url', 'tokenType'])('%s promises nothing', (name) => {
    const { isHarmless, tail } = readNameWords(name);
    expect(isHarmless || tail === 'about').toBe(true);
  });
});
