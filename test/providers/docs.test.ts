import { describe, expect, it } from 'vitest';
import type { Provider } from '#providers/provider.ts';
import { PROVIDERS } from '#providers/registry.ts';

const ABILITIES = ['identify', 'verify', 'list', 'create', 'revoke', 'endSelf'] as const;

const HEADS: Readonly<Record<string, string>> = { endSelf: 'ends itself' };

function abilityOf(provider: Provider, ability: (typeof ABILITIES)[number]): string {
  if (ability in provider) return 'yes';
  return ability === 'create' || ability === 'revoke' ? 'by hand' : 'no';
}

function chapter(provider: Provider): string[] {
  return [
    `## ${provider.title}`,
    '',
    `- Address: ${provider.base === '' ? 'your own' : `\`${provider.base}\`; another one`}: ${[provider.baseEnv, provider.otherBaseEnv].flatMap((name) => (name === undefined ? [] : [`\`${name}\``])).join(', else ')}`,
    ...(provider.scopes === '' ? [] : [`- Your key: \`${provider.operatorEnv}\`, with the rights of: ${provider.scopes}${(provider.toolEnv ?? []).map((names) => `; else ${names.map((name) => `\`${name}\``).join(', ')}`).join('')}`]),
    ...provider.settings.map(({ env, doc, neededFor }) => `- \`${env}\`: ${doc} (${neededFor.join(', ')})`),
    `- Rules: ${provider.ruleIds.map((id) => `\`${id}\``).join(', ')}`,
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
      'Made from the code. All of this was tried against local servers made from public documentation, not against the services themselves.',
      '',
      `| provider | ${ABILITIES.map((ability) => HEADS[ability] ?? ability).join(' | ')} |`,
      `|---|${ABILITIES.map(() => '---|').join('')}`,
      ...PROVIDERS.map((provider) => `| ${provider.title} | ${ABILITIES.map((ability) => abilityOf(provider, ability)).join(' | ')} |`),
      '',
      ...PROVIDERS.flatMap(chapter),
    ].join('\n');
    await expect(text).toMatchFileSnapshot('../../docs/providers.md');
  });

  it('knows each rule and variable once', () => {
    const names = PROVIDERS.flatMap((provider) => [provider.baseEnv, provider.operatorEnv, ...provider.ruleIds, ...provider.settings.map(({ env }) => env)]);
    expect(new Set(names).size).toBe(names.length);
  });
});
