import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Provider } from '#providers/provider.ts';
import { PROVIDERS } from '#providers/registry.ts';
import { SERVED } from '../helpers/served/facts.ts';

/** Real servers that each is tried at; the others are played by local servers made from public documentation. */
const REAL: Readonly<Record<string, string>> = { aws: 'moto', gitea: 'Gitea', 'github-deploy-key': 'Gitea', mysql: 'MariaDB; logins of MySQL 8 at go-mysql-server', postgres: 'PostgreSQL', redis: 'Redis', vault: 'Vault' };
/** What their servers say to a dead key they say to others, too. */
const VAGUE = new Set([...Object.entries(SERVED).flatMap(([id, { vague }]) => (vague === true ? [id] : [])), 'github-deploy-key', 'mysql', 'postgres', 'redis']);

const TOOL_FILES: Readonly<Record<NonNullable<Provider['tool']>, string>> = { aws: '`~/.aws/credentials`', gh: '`hosts.yml` of gh', glab: '`config.yml` of glab', vault: '`~/.vault-token`', psql: '`~/.pgpass`', mysql: '`~/.my.cnf`' };

const yes = (is: boolean): string => (is ? 'yes' : 'no');

/** How the end of a key is proved; of a vague answer only where the key worked before. */
function proofOf(provider: Provider): string {
  if (!('verify' in provider)) return 'no';
  return VAGUE.has(provider.id) ? 'of a key that worked before' : 'yes';
}

function manualOf(provider: Provider): string {
  const steps = [...('create' in provider ? [] : ['create']), ...('revoke' in provider || 'endSelf' in provider ? [] : ['revoke'])];
  return steps.length === 0 ? '' : steps.join(', ');
}

const COLUMNS: Readonly<Record<string, (provider: Provider) => string>> = {
  provider: ({ title }) => title,
  identify: (provider) => yes('identify' in provider),
  verify: (provider) => yes('verify' in provider),
  list: (provider) => yes('list' in provider),
  create: (provider) => ('create' in provider ? 'yes' : 'by hand'),
  // A key that a person made is tested and delivered as one that was made by a call.
  deliver: (provider) => yes('verify' in provider),
  revoke: (provider) => ('revoke' in provider ? ('endSelf' in provider ? 'yes, also by itself' : 'yes') : 'endSelf' in provider ? 'by itself' : 'by hand'),
  prove: proofOf,
  manual: manualOf,
  'tried at': ({ id }) => REAL[id] ?? '',
};

function chapter(provider: Provider): string[] {
  return [
    `## ${provider.title}`,
    '',
    `- Address: ${provider.base === '' ? 'your own' : `\`${provider.base}\`; another one`}: ${[provider.baseEnv, provider.otherBaseEnv].flatMap((name) => (name === undefined ? [] : [`\`${name}\``])).join(', else ')}`,
    ...(provider.form === undefined ? [] : [`- Key: ${provider.form}${provider.parts === undefined ? '' : `; its pieces: ${provider.parts.map((name) => `\`${name}\``).join(', ')}`}`]),
    ...(provider.scopes === '' ? [] : [`- Your key: \`${provider.operatorEnv}\`, with the rights of: ${provider.scopes}${(provider.toolEnv ?? []).map((names) => `; else ${names.map((name) => `\`${name}\``).join(', ')}`).join('')}${provider.tool === undefined ? '' : `; else ${TOOL_FILES[provider.tool]}`}`]),
    ...(provider.readRights === undefined ? [] : ['- What your key may do is asked before anything is made or ended: too little is refused, and so is too much without `--wide-key`.']),
    ...(provider.rightsUntold === undefined ? [] : [`- What your key may do cannot be asked: ${provider.rightsUntold}.`]),
    ...provider.settings.map(({ env, doc, neededFor }) => `- \`${env}\`: ${doc}${neededFor.length === 0 ? '' : ` (needed to ${neededFor.join(', ')})`}`),
    provider.ruleIds.length === 0 ? `- Rules: none; \`--provider ${provider.id}\`` : `- Rules: ${provider.ruleIds.map((id) => `\`${id}\``).join(', ')}`,
    `- Create by hand: ${provider.manual.create.words} ${provider.manual.create.link}`,
    `- Revoke by hand: ${provider.manual.revoke.words} ${provider.manual.revoke.link}`,
    '',
  ];
}

/** The document is made from the registry: `npx vitest run test/providers/docs.test.ts --update`. */
describe('docs/providers.md', () => {
  it('says what the code can do', async () => {
    const text = [
      '# Providers',
      '',
      'Made from the code. The last column names the real server that a provider is tried at (`test/services`); the others are tried at local servers made from public documentation, not at the services themselves. What is done `by hand` has its words and link below.',
      '',
      `| ${Object.keys(COLUMNS).join(' | ')} |`,
      `|${Object.keys(COLUMNS).map(() => '---|').join('')}`,
      ...PROVIDERS.map((provider) => `| ${Object.values(COLUMNS).map((column) => column(provider)).join(' | ')} |`),
      '',
      ...PROVIDERS.flatMap(chapter),
    ].join('\n');
    await expect(text).toMatchFileSnapshot('../../docs/providers.md');
  });

  it('is counted right in the README', () => {
    const count = (name: keyof Provider): number => PROVIDERS.filter((provider) => name in provider).length;
    expect(readFileSync(new URL('../../README.md', import.meta.url), 'utf8')).toContain(`${count('verify')} kinds of key can be asked about, ${count('create')} of them made anew by program`);
  });

  it('knows each rule and variable once', () => {
    const names = PROVIDERS.flatMap((provider) => [provider.baseEnv, provider.operatorEnv, ...provider.ruleIds, ...provider.settings.map(({ env }) => env)]);
    expect(new Set(names).size).toBe(names.length);
  });
});
