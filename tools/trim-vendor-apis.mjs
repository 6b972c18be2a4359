// Cuts the official descriptions of providers' APIs down to the operations that stanch asks for, and writes them to
// test/providers/contract/: the local servers of the tests check every exchange against them. All of them are MIT.
//
// node tools/trim-vendor-apis.mjs FOLDER, where FOLDER holds clones, bare or not, of the repositories below by their name.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('a folder with the clones is expected');
const target = resolve(fileURLToPath(import.meta.url), '../../test/providers/contract');

const KEYS = '/organization/projects/{project_id}';
const ACCOUNT = '/2010-04-01/Accounts/{AccountSid}';
const VENDORS = [
  {
    name: 'openai',
    clone: 'openai-openapi',
    from: 'github.com/openai/openai-openapi',
    files: ['openapi.json'],
    operations: { '/models': ['get'], [`${KEYS}/api_keys`]: ['get'], [`${KEYS}/api_keys/{api_key_id}`]: ['delete'], [`${KEYS}/service_accounts`]: ['get', 'post'], [`${KEYS}/service_accounts/{service_account_id}`]: ['delete'] },
  },
  { name: 'sendgrid', clone: 'sendgrid-oai', from: 'github.com/twilio/sendgrid-oai', files: ['spec/json/tsg_api_keys_v3.json', 'spec/json/tsg_scopes_v3.json'], operations: { '/v3/api_keys': ['get', 'post'], '/v3/api_keys/{api_key_id}': ['delete'], '/v3/scopes': ['get'] } },
  { name: 'twilio', clone: 'twilio-oai', from: 'github.com/twilio/twilio-oai', files: ['spec/json/twilio_api_v2010.json'], operations: { [`${ACCOUNT}/Keys.json`]: ['get', 'post'], [`${ACCOUNT}/Keys/{Sid}.json`]: ['delete'], [`${ACCOUNT}/Calls.json`]: ['get'] } },
  { name: 'discord', clone: 'discord-api-spec', from: 'github.com/discord/discord-api-spec', files: ['specs/openapi.json'], operations: { '/users/@me': ['get'], '/webhooks/{webhook_id}/{webhook_token}': ['get', 'delete'] } },
];

const git = (clone, ...args) => execFileSync('git', ['-C', join(folder, clone), ...args], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });

/** Without prose, and with `nullable` of OpenAPI 3.0 as JSON Schema says it. */
function bare(value) {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null) return value;
  const prose = (key, part) => ['examples', 'example', 'externalDocs', 'callbacks', 'links', 'security', 'tags', 'discriminator'].includes(key) || key.startsWith('x-') || (['description', 'summary', 'title', 'operationId'].includes(key) && typeof part === 'string');
  const { nullable, ...rest } = value;
  const kept = Object.fromEntries(Object.entries(rest).filter(([key, part]) => !prose(key, part)).map(([key, part]) => [key, bare(part)]));
  if (nullable !== true) return kept;
  return typeof kept.type === 'string' ? { ...kept, type: [kept.type, 'null'] } : { anyOf: [kept, { type: 'null' }] };
}

function refsIn(value, found) {
  if (typeof value !== 'object' || value === null) return;
  if (typeof value.$ref === 'string') found.add(value.$ref);
  for (const part of Object.values(value)) refsIn(part, found);
}

/** What is asked and answered; parameters and headers are left out. */
function operationOf({ requestBody, responses }) {
  const answers = Object.fromEntries(Object.entries(responses).map(([status, response]) => [status, bare('$ref' in response ? response : { content: response.content })]));
  return { ...(requestBody === undefined ? {} : { requestBody: bare(requestBody) }), responses: answers };
}

function trim(documents, operations) {
  const components = {};
  const paths = {};
  for (const [path, methods] of Object.entries(operations)) {
    const document = documents.find((one) => path in one.paths);
    if (document === undefined) throw new Error(`${path} is not described`);
    paths[path] = Object.fromEntries(methods.map((method) => [method, operationOf(document.paths[path][method])]));
    const queue = new Set();
    refsIn(paths[path], queue);
    // A set that grows while it is walked is walked to its end.
    for (const ref of queue) {
      const [, , room, name] = ref.split('/');
      components[room] ??= {};
      components[room][name] = bare(document.components[room][name]);
      refsIn(components[room][name], queue);
    }
  }
  return { openapi: documents[0].openapi, paths, components };
}

mkdirSync(target, { recursive: true });
const notices = VENDORS.map(({ name, clone, from, files, operations }) => {
  const text = `${JSON.stringify(trim(files.map((file) => JSON.parse(git(clone, 'show', `HEAD:${file}`))), operations), undefined, 1)}\n`;
  writeFileSync(join(target, `${name}.json`), text);
  console.log(`${name}.json ${text.length} bytes`);
  return `## ${name}.json, from ${from} at ${git(clone, 'rev-parse', 'HEAD').trim().slice(0, 12)}\n\n${git(clone, 'show', 'HEAD:LICENSE').trim()}\n`;
});
writeFileSync(join(target, 'NOTICE.md'), `# Descriptions of providers' APIs, cut to size\n\nMade by \`tools/trim-vendor-apis.mjs\`; not part of what is published.\n\n${notices.join('\n')}`);
