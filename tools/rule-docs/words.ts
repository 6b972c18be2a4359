import type { CheckSpec, Rule } from '#ruleset/rule.ts';

/** What a key of a kind lets its finder do. Kinds that are not here are told by their name. */
const OPENS: Readonly<Record<string, string>> = {
  'access-id': 'nothing by itself: it names the key pair',
  'account-id': 'nothing by itself: it names an account',
  'acl-token': 'the cluster, within the policies of the token',
  'app-token': 'acting as the app',
  'audit-token': 'reading the records of who did what',
  'batch-token': 'the vault, within its policies, until it ends',
  'bootstrap-token': 'joining the cluster as a trusted node',
  'ci-job-token': 'the project of the job, while the job runs',
  'cli-token': 'everything that its owner may do at the command line',
  'client-token': 'what a client of the service may do',
  'cluster-token': 'joining the cluster',
  'csrf-token': 'forging a request in one session',
  'device-token': 'the service, in the name of the device',
  'feed-token': 'reading the feeds of one person',
  'ingest-url': 'sending data into the account',
  'installation-token': 'the repositories that the app was installed on, for an hour',
  'integration-token': 'the service, in the name of the integration',
  'license-key': 'using the product on the account of its owner',
  'mail-token': 'writing to the project by mail',
  'manifest-secret': 'taking over the app that is being made',
  'server-key': 'the API from the side of the server: usually everything',
  'trigger-token': 'starting pipelines',
  'tunnel-token': 'serving traffic under the names of the tunnel',
  'user-token': 'the API, in the name of one person',
  'workspace-token': 'everything in the workspace',
  ciphertext: 'nothing without the key that it was encrypted with',
  'access-key': 'the API, with the rights of the account or user that it was made for',
  'access-key-id': 'nothing by itself: it names the key pair, and with the secret half it opens the account',
  'access-token': 'the API, with the rights and for the time that the token was given',
  'account-key': 'the whole account or store that it belongs to',
  'admin-key': 'administration: everything that an owner can do by API',
  'agent-token': 'registering and running agents, and the work that they are sent',
  'api-key': 'the API, in the name and at the cost of the account that made it',
  'api-secret': 'the API, together with the identifier that it belongs to',
  'api-token': 'the API, in the name and with the rights of the account that made it',
  'app-password': 'the account of one person, past its second factor',
  'auth-token': 'the API, in the name of the account',
  'authorization-header': 'whatever the request was sent to, in the name of its sender',
  'basic-auth': 'whatever the user name and password open',
  'bot-token': 'everything that the bot may read and write',
  'client-id': 'nothing by itself: it names an application',
  'client-secret': 'acting as the application',
  'command-line': 'whatever the command logs in to',
  'connection-string': 'the server, with the rights of the user that it names',
  'deploy-key': 'reading, and often writing, what is deployed',
  'deploy-token': 'reading, and often writing, what is deployed',
  'encryption-key': 'everything that was encrypted or signed with it',
  'function-key': 'calling the function',
  'ingest-key': 'sending data into the account',
  'management-key': 'administration of the account',
  'management-token': 'administration of the account',
  'oauth-access-token': 'the API, in the name of the person or app that it was issued to, within its scopes',
  'oauth-client-secret': 'acting as the application: codes and refresh tokens can be exchanged with it',
  'one-time-token': 'one action, until it is used or ends',
  'otp-seed': 'making the codes of a second factor',
  password: 'whatever the user and the password open',
  'password-hash': 'nothing at once; it can be guessed at offline',
  'personal-access-token': 'the API, in the name of the person who made it, within its scopes',
  'private-key': 'decrypting, signing or logging in wherever its public half is trusted',
  'public-key': 'nothing by itself',
  'publishable-key': 'little: it is made to be seen, but it names the account',
  'recovery-token': 'taking the system over',
  'refresh-token': 'new access tokens, until it is revoked',
  'registration-token': 'registering runners or agents',
  'registry-token': 'the package registry: reading private packages, and publishing where it may write',
  'resource-id': 'nothing by itself: it names a resource',
  'scim-token': 'making, changing and removing the users of an organisation',
  'sdk-key': 'what the client library of the service may do',
  'secret-access-key': 'the account, together with its key id',
  'seed-phrase': 'the wallet: all funds can be moved, and no one can take that back',
  'service-account-key': 'the cloud, with every role of the service account',
  'service-key': 'the service with full rights',
  'service-token': 'the service, in the name of the integration that it was made for',
  'session-cookie': 'the session of the person who logged in',
  'session-token': 'the session or role that it was issued for, until it ends',
  'signed-url': 'the one resource that the address names, until it ends',
  'signing-secret': 'forging messages that the receiver takes for genuine',
  'unseal-key': 'a share of the key that opens the vault',
  'url-credential': 'the server, with the user and password in the address',
  'webhook-secret': 'forging events that the receiver takes for genuine',
  'webhook-url': 'sending messages into the channel or workflow behind the address',
  jwt: 'whatever accepts the token, until it expires',
};

export function opensOf(rule: Rule): string {
  const words = OPENS[rule.kind] ?? `what the vendor says of its kind, ${rule.kind.replaceAll('-', ' ')}`;
  return rule.secrecy === 'public-id' && !words.startsWith('nothing') && !words.startsWith('little') ? `${words}; this kind is public by itself` : words;
}

const SECRECY: Readonly<Record<Rule['secrecy'], string>> = {
  secret: 'a secret by itself',
  'pair-half': 'half of a key; reported together with its other half, or beside a word that names it',
  'public-id': 'public by itself; never reported alone',
};

export function secrecyOf(rule: Rule): string {
  return SECRECY[rule.secrecy];
}

const CHECKS: Readonly<Record<string, string>> = {
  'aws-account': 'the account number inside decodes',
  'base64-json': 'decodes to JSON',
  'basic-auth': 'decodes to user and password',
  'foxnose-p256': 'is a key on the curve P-256',
  'not-hash-context': 'does not stand where hashes stand',
  'not-id-name': 'is not assigned to a name for identifiers',
  'not-prefix': 'does not begin like keys of this vendor without their form',
  'p256-point': 'is a point on the curve P-256',
  'starts-word': "the vendor's name starts a word",
  'url-password': 'the password of the address is a real one',
  adjacent: 'stands right behind its name',
  alphabet: 'has the kinds of characters that such keys have',
  checksum: 'its checksum holds',
  'cisco-type7': 'decodes with the pad of type 7',
  der: 'is well-formed DER',
  distinct: 'has enough different characters',
  entropy: 'is random enough',
  'gpp-password': 'decrypts with the key that Microsoft has published',
  jwt: 'decodes to a JSON web token',
  length: 'has a length that such keys have',
  never: 'is no published example',
  pem: 'is a well-formed PEM block',
  placeholder: 'is no placeholder',
  uuid: 'is a UUID',
  words: 'is not made of words',
};

/** How the rule tells a key from its look-alikes. */
export function checkWords(check: CheckSpec): string {
  const words = CHECKS[check.name] ?? check.name;
  return check.name === 'checksum' && typeof check.arg === 'string' ? `${words} (${check.arg})` : words;
}

/** What to do about a leak. */
export function turnOffOf(rule: Rule): string {
  return rule.secrecy === 'public-id' ? 'Nothing to turn off: look for the secret that belongs to it.' : rule.help;
}
