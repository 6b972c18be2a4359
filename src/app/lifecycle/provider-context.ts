import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { Secret } from '#core/secret.ts';
import { hostOf } from '#http/request-policy.ts';
import { withRetry, type Waiter } from '#http/retry.ts';
import { makeHttp } from '#http/send.ts';
import type { Provider, ProviderContext } from '#providers/provider.ts';
import { PROVIDERS } from '#providers/registry.ts';
import { toolKeyOf } from '#sinks/tool-keys.ts';
import { ownProviders } from './own-providers.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Names that hold the one that was asked for, or begin like it. */
function nearTo(id: string): string {
  const near = PROVIDERS.map((provider) => provider.id).filter((known) => id.length > 2 && (known.includes(id) || known.startsWith(id.slice(0, 3))));
  return near.length === 0 ? '' : `, among them ${near.toSorted().join(', ')}`;
}

/** The provider of a rule, or by its own name; those that the operator described come first. @throws UsageError, ConfigError */
export function findProvider(name: { readonly ruleId: string } | { readonly id: string }, env: Env = process.env): Provider {
  const provider = [...ownProviders(env, process.cwd()), ...PROVIDERS].find((candidate) => ('id' in name ? candidate.id === name.id : candidate.ruleIds.includes(name.ruleId)));
  if (provider !== undefined) return provider;
  throw new UsageError(`stanch cannot speak with the provider of ${printable('id' in name ? name.id : name.ruleId)}`, `docs/providers.md lists those that it knows${nearTo('id' in name ? name.id : '')}; stanch explain RULE says how to revoke by hand`);
}

/** The operator's key by its own variable, else by those of the provider's tools, else by the file of such a tool. */
function operatorOf(provider: Provider, env: Env, base: string): { readonly value: string; readonly from?: string } | undefined {
  const own = env[provider.operatorEnv];
  if (own !== undefined && own !== '') return { value: own };
  const whole = provider.toolEnv?.map((names) => names.map((name) => env[name] ?? '')).find((values) => !values.includes(''));
  if (whole !== undefined) return { value: whole.join(':') };
  return provider.tool === undefined ? undefined : toolKeyOf(provider.tool, env, base);
}

/** Address, key and settings of a provider from the operator's environment; nothing comes from a repository. */
export function contextOf(provider: Provider, env: Env, clock: Waiter): ProviderContext {
  const own = env[provider.baseEnv] ?? (provider.otherBaseEnv === undefined ? undefined : env[provider.otherBaseEnv]);
  if (own !== undefined && !URL.canParse(own)) throw new UsageError(`${provider.baseEnv} is not an address`);
  if (own === undefined && provider.base === '') throw new UsageError(`the address of ${provider.title} is not known`, `set ${provider.baseEnv}`);
  const privateHosts = new Set(own === undefined ? [] : [hostOf(new URL(own))]);
  const base = (own ?? provider.base).replace(/\/+$/, '');
  const operator = operatorOf(provider, env, base);
  const settings = Object.fromEntries(provider.settings.flatMap(({ name, env: variable }) => (env[variable] === undefined ? [] : [[name, env[variable]]])));
  return {
    http: withRetry(makeHttp({ privateHosts }), clock),
    base,
    ...(operator === undefined ? {} : { operator: new Secret(operator.value), ...(operator.from === undefined ? {} : { operatorFrom: operator.from }) }),
    settings,
    clock,
  };
}
