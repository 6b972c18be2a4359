import { describe, expect, it } from 'vitest';
import type { Detection } from '#core/finding.ts';
import { compileRule } from '#detect/compiled-rule.ts';
import { makeMatcher, makeScanner } from '#detect/scanner.ts';
import { fillTemplate } from '#ruleset/template.ts';
import { readRules } from '../../tools/read-rules.ts';

/** Files and addresses that hold keys, by the start of the rule that has to name them; `«…»` is the key. */
const PASSWORD = '«{{base62:14}}»';
const FILES: readonly (readonly [string, string, string])[] = [
  ['.npmrc with a token', 'npm-', '//npm.acme.io/:_authToken=«{{base64url:48}}»\n'],
  ['.npmrc with a token that is a UUID', 'npm-', '//npm.acme.io/:_authToken=«{{uuid}}»\n'],
  ['.npmrc with _auth', 'npm-', '_auth=«{{b64:deploy:{{base62:16}}}}»\nalways-auth=true\n'],
  ['.npmrc with _password', 'npm-', '//npm.acme.io/:username=deploy\n//npm.acme.io/:_password=«{{b64:{{base62:16}}}}»\n'],
  ['.yarnrc.yml', 'npm-', 'npmScopes:\n  acme:\n    npmAuthToken: "«{{base62:40}}»"\n'],
  ['.netrc over lines', 'netrc-', 'machine api.acme.io\n  login deploy\n  password «{{base62:20}}»\n'],
  ['.pgpass', 'postgres-', 'db.acme.io:5432:app:deploy:«{{base62:16}}»\n'],
  ['.docker/config.json', 'docker-', '{\n  "auths": {\n    "docker.acme.io": {\n      "auth": "«{{b64:deploy:{{base62:24}}}}»"\n    }\n  }\n}\n'],
  ['.docker/config.json, compact', 'docker-', '{"auths":{"docker.acme.io":{"auth":"«{{b64:deploy:{{base62:24}}}}»"}}}'],
  ['.docker/config.json with an identity token', 'docker-', '{"auths":{"acme.azurecr.io":{"auth":"MDAwMDA6","identitytoken":"«{{base64url:120}}»"}}}'],
  ['.aws/credentials', 'aws-secret', '[default]\naws_access_key_id = AKIA{{base32:16}}\naws_secret_access_key = «{{base64:40}}»\n'],
  ['kubeconfig with a token', 'kubernetes-', 'apiVersion: v1\nkind: Config\nusers:\n- name: admin\n  user:\n    token: «{{base64url:64}}»\n'],
  ['kubeconfig with a password', 'kubernetes-', 'apiVersion: v1\nkind: Config\nusers:\n- name: admin\n  user:\n    username: admin\n    password: «{{base62:20}}»\n'],
  ['Terraform state', '', '{"version": 4, "resources": [{"type":"aws_db_instance","instances":[{"attributes":{"password":"«{{base62:20}}»"}}]}]}'],
  ['Terraform state, generated password', 'hashicorp-terraform-', '{"mode":"managed","type":"random_password","name":"db","instances":[{"attributes":{"length":20,"result":"«{{base62:20}}»"}}]}'],
  ['Terraform state, output', 'hashicorp-terraform-', '"db_conn": {\n  "value": "«{{base62:28}}»",\n  "type": "string",\n  "sensitive": true\n}'],
  ['Terraform variables', '', 'db_password = "«{{base62:20}}»"\n'],
  ['Docker Compose, list', '', 'services:\n  db:\n    environment:\n      - MYSQL_ROOT_PASSWORD=«{{base62:16}}»\n'],
  ['Docker Compose, map', '', 'services:\n  db:\n    environment:\n      MYSQL_ROOT_PASSWORD: «{{base62:16}}»\n'],
  ['Kubernetes Secret, stringData', '', 'apiVersion: v1\nkind: Secret\nstringData:\n  db-password: «{{base62:14}}»\n'],
  ['JWK', 'private-key-jwk', '{"kty":"EC","crv":"P-256","x":"{{base64url:43}}","y":"{{base64url:43}}","d":"«{{base64url:43}}»"}'],
  ['JWK, private member first', 'private-key-jwk', '{"d":"«{{base64url:43}}»","kty":"OKP","crv":"Ed25519","x":"{{base64url:43}}"}'],
  ['JWK, symmetric', 'private-key-jwk', '{"kty":"oct","alg":"HS256","k":"«{{base64url:43}}»"}'],
  ['OpenPGP armour', 'private-key-', '«{{pem:pgp}}»\n'],
  ['age identity', 'age-', '# public key: age1{{bech32:58}}\n«{{bech32-upper-key:age-secret-key-:52}}»\n'],
  ['macaroon', 'macaroon-', 'token: «{{macaroon:api.acme.io}}»\n'],
  ['PASERK local', 'paseto-', 'key = "«k4.local.{{base64url:43}}»"'],
  ['PASERK secret', 'paseto-', 'key = "«k4.secret.{{base64url:86}}»"'],
  ['JAAS of Kafka', 'kafka-', `sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="app" password="${PASSWORD}";`],
  ['ADO.NET', 'mssql-', `Server=db1.acme.io;Database=app;User Id=app;Password=${PASSWORD};`],
  ['libpq', 'postgres-', `host=db1.acme.io port=5432 dbname=app user=app password=${PASSWORD}`],
  ['Go data source name', 'mysql-', `app:${PASSWORD}@tcp(db1.acme.io:3306)/app`],
  ['Oracle thin', 'oracle-', `jdbc:oracle:thin:app/${PASSWORD}@//db1.acme.io:1521/ORCL`],
  ['JDBC', 'jdbc-', `jdbc:postgresql://db1.acme.io:5432/app?user=app&password=${PASSWORD}`],
  ['Azure Storage', 'azure-', 'DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=«{{base64:86}}==»;EndpointSuffix=core.windows.net'],
  ['Azure Cosmos', 'azure-', 'AccountEndpoint=https://acme.documents.azure.com:443/;AccountKey=«{{base64:86}}==»;'],
];

/** Schemes of addresses with a password, by the rule that has to name them. */
const SCHEMES: Readonly<Record<string, readonly string[]>> = {
  'postgres-': ['postgres', 'postgresql', 'postgresql+psycopg', 'postgresql+psycopg2', 'postgresql+asyncpg', 'postgresql+pg8000'],
  'mysql-': ['mysql', 'mariadb', 'mysql+pymysql', 'mysql+aiomysql', 'mariadb+mariadbconnector', 'mysqlx'],
  'mongodb-': ['mongodb', 'mongodb+srv'],
  'redis-': ['redis', 'rediss'],
  'rabbitmq-': ['amqp', 'amqps'],
  'mssql-': ['mssql', 'sqlserver', 'mssql+pyodbc', 'mssql+pymssql'],
  'oracle-': ['oracle+oracledb', 'oracle+cx_oracle'],
  'clickhouse-': ['clickhouse', 'clickhouse+native'],
  'cassandra-': ['cassandra', 'scylla'],
  'couchbase-': ['couchdb', 'couchbase', 'couchbases'],
  'neo4j-': ['neo4j', 'neo4j+s', 'bolt', 'bolt+s'],
  'elastic-': ['elasticsearch', 'opensearch'],
  'influxdb-': ['influxdb', 'influx'],
  'snowflake-': ['snowflake'],
  'cockroachdb-': ['cockroachdb', 'cockroach'],
  'nats-': ['nats'],
  'kafka-': ['kafka'],
  'smtp-': ['smtp', 'smtps'],
  'ftp-': ['ftp', 'sftp', 'ftps'],
  'mqtt-': ['mqtt', 'mqtts'],
  'trino-': ['trino', 'presto'],
  'connection-': ['vertica+vertica_python', 'stomp', 'submission', 'socks5', 'rtsp'],
};

const matcher = makeMatcher(readRules().map((rule) => compileRule(rule)));

function scan(text: string): readonly Detection[] {
  const chunk = { kind: 'chunk', origin: { kind: 'stdin', path: '-' }, bytes: Buffer.from(text), offset: 0, last: true } as const;
  return makeScanner(matcher, { depth: 5 }).scan(chunk)?.detections ?? [];
}

/** Rules that name the key of a template, unless they are in doubt. */
function namesOf(template: string, seed: string): string[] {
  const filled = fillTemplate(template, seed);
  const key = /«([^»]*)»/.exec(filled)?.[1] ?? '';
  return scan(filled.replaceAll(/[«»]/g, '')).filter((found) => found.secret.reveal() === key && found.confidence !== 'low').map((found) => found.ruleId);
}

describe('a key in', () => {
  it.each(FILES)('%s is named', (name, start, template) => {
    expect(namesOf(template, name).filter((id) => id.startsWith(start))).toHaveLength(1);
  });

  const schemes = Object.entries(SCHEMES).flatMap(([start, list]) => list.map((scheme): [string, string] => [scheme, start]));
  it.each(schemes)('an address of %s is named by %s', (scheme, start) => {
    expect(namesOf(`URL="${scheme}://app:${PASSWORD}@db1.acme.io/app"\n`, scheme).filter((id) => id.startsWith(start))).toHaveLength(1);
  });
});

describe('what stands where a key belongs', () => {
  const sure = (template: string): string[] => scan(fillTemplate(template, 'stand-in')).filter((found) => found.confidence !== 'low').map((found) => found.ruleId);
  const addresses = ['postgres', 'mysql', 'mongodb', 'redis', 'amqp', 'clickhouse', 'nats', 'neo4j', 'elasticsearch', 'smtp', 'postgresql+psycopg'];

  it.each(addresses)('is left alone in an address of %s', (scheme) => {
    const values = ['${PASSWORD}', '<password>', '$PASSWORD', '%s', '[password]'];
    expect(values.flatMap((value) => sure(`URL="${scheme}://app:${value}@db1.acme.io/app"\n`))).toEqual([]);
    expect(sure(`URL="${scheme}://postgres:postgres@localhost/app"\nURL="${scheme}://root:secret@127.0.0.1/app"\nURL="${scheme}://user:password@host/db"\n`)).toEqual([]);
  });

  it.each([
    ['.npmrc', '//npm.acme.io/:_authToken=${NPM_TOKEN}\n_auth=${AUTH}\n'],
    ['.netrc', 'machine api.acme.io login deploy password ${PASSWORD}\n'],
    ['.docker/config.json', '{"auths":{"docker.acme.io":{"auth":"{{b64:user:<password>}}"}}}'],
    ['kubeconfig', 'users:\n- name: admin\n  user:\n    token: ${TOKEN}\n'],
    ['Ansible Vault', '$ANSIBLE_VAULT;1.1;AES256\n{{hex:80}}\n{{hex:80}}\n{{hex:80}}\n{{hex:40}}\n'],
    ['Ansible Vault in YAML', 'db_password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  {{hex:80}}\n  {{hex:80}}\n  {{hex:40}}\n'],
    ['JAAS', 'PlainLoginModule required username="app" password="${PASSWORD}";'],
  ])('is left alone in %s', (_name, template) => {
    expect(sure(template)).toEqual([]);
  });
});
