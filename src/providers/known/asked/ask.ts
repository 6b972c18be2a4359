import type { AnswerRow, AuthDescription, CallDescription, EndDescription, Expectation, IdentityDescription, KeyDescription, ProviderDescription } from '../../described/description.ts';
import type { ProviderSetting } from '../../provider.ts';

/** A provider that is asked one harmless question; its keys are made by hand. */
export interface Asked {
  readonly id: string;
  readonly title: string;
  /** Empty where every installation has its own. */
  readonly base: string;
  readonly ruleIds: readonly string[];
  /** `Bearer {secret}` where absent. */
  readonly auth?: AuthDescription;
  readonly call: CallDescription;
  /** Fields that only a yes has. */
  readonly yes: Expectation;
  readonly account?: string;
  /** Answers beside the yes, before the common rules. */
  readonly answers?: readonly AnswerRow[];
  readonly key?: KeyDescription;
  readonly settings?: readonly ProviderSetting[];
  /** How the key ends itself, where it can. */
  readonly endSelf?: EndDescription;
  readonly identify?: IdentityDescription;
  /** Where a person makes and ends keys. */
  readonly link: string;
  readonly words?: string;
}

/** The whole description of a provider that is only asked. */
export function ask(asked: Asked): ProviderDescription {
  const { call, yes, account, answers, link, words, auth, ...rest } = asked;
  return {
    ...rest,
    auth: auth ?? { headers: { authorization: 'Bearer {secret}' } },
    verify: { call: { as: 'key', ...call }, answers: [{ status: 200, has: yes, state: 'live', account }, ...(answers ?? [])] },
    manual: { create: { words: 'Make a new key with the rights of the old one.', link }, revoke: { words: words ?? 'Delete or revoke the old key.', link } },
  };
}

/** A key that ends itself: nothing else can be meant. */
export const itself = (id: string, has?: Expectation): IdentityDescription => ({ from: 'answer', id, has, proof: 'the key ends itself; nothing else can be meant' });

/** The key in a header of its own. */
export const inHeader = (name: string): AuthDescription => ({ headers: { [name]: '{secret}' } });

/** The key behind another word than `Bearer`. */
export const withScheme = (scheme: string): AuthDescription => ({ headers: { authorization: `${scheme} {secret}` } });
