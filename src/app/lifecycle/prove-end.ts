import type { Verdict } from '#providers/provider.ts';
import { LAG, type RunOutcome, type RunPorts } from './run-ports.ts';
import type { RunState } from './run-state.ts';
import { askOld, isRefused } from './witness.ts';

/** What is written down about the end of the old key; or an outcome where it did not come to that, with its line if there is one. */
export type EndOfOld = { readonly data: Readonly<Record<string, string>> } | { readonly outcome: RunOutcome; readonly data?: Readonly<Record<string, string>> };

/** A no that nothing bears out is none: a person looks, or it is asked again another time. */
export function lookYourself({ why }: Verdict, { provider, context }: RunPorts): EndOfOld {
  const more = context.operator !== undefined || provider.operatorEnv === '' ? 'L' : `Set ${provider.operatorEnv} to a key of yours that works, and resume asks about both; or l`;
  const words = `The old key is not proved dead: ${why}. ${more}ook at the keys of the provider: if it is not there any more, say so; else resume asks again.`;
  return { outcome: { state: 'manual', step: 'ended', words, link: provider.manual.revoke.link } };
}

/** A key that is taken after all is not gone, whatever the provider or a person said of it before: that word counts no more. */
export function reopen(verdict: Verdict): { readonly data?: Readonly<Record<string, string>> } {
  return verdict.state === 'live' ? { data: { step: 'reopen', why: verdict.why } } : {};
}

/** Asks with the leaked key until the provider says no. Silence and errors prove nothing. */
export async function proveDead(state: RunState, ports: RunPorts): Promise<EndOfOld> {
  let asked = await askOld(state, ports);
  for (const wait of LAG) {
    if (asked.isProved || !asked.mayChange) break;
    await ports.clock.sleep(wait);
    asked = await askOld(state, ports);
  }
  const { verdict, isProved } = asked;
  if (isProved) return { data: { verdict: verdict.state, why: verdict.why } };
  if (isRefused(asked, state)) return lookYourself(verdict, ports);
  const words = verdict.state === 'live'
    ? `The provider said that the old key ended, but it lives: ${verdict.why}. Look at the keys of the provider; resume ends it once more.`
    : `The old key was revoked, but it is not proved dead: ${verdict.why}. Look at the keys of the provider; resume asks again.`;
  return { outcome: { state: 'manual', step: 'prove', words, link: ports.provider.manual.revoke.link }, ...reopen(verdict) };
}
