import type { Clock } from '#core/ports.ts';
import type { Secret } from '#core/secret.ts';
import type { Http } from '#http/http.ts';
import type { Rights } from './rights.ts';

/** What a provider said about a key. Unknown is never dead: only the provider's own clear no makes a key dead. */
export type VerdictState = 'live' | 'dead' | 'restricted' | 'unknown' | 'not-verifiable';

export interface Verdict {
  readonly state: VerdictState;
  /** One line, without anything of the answer's body but its codes. */
  readonly why: string;
  /** Whose key it is, where the provider tells. */
  readonly account?: string;
  /** A refusal that is a clear no only for a key that the provider took before: then, and only then, it proves the end. */
  readonly refused?: true;
  /** What to do about it, where the provider's code tells more than its status. */
  readonly advice?: string;
}

/** Whether a leaked key is known exactly under its id at the provider. */
export type Identity = { readonly exact: true; readonly id: string; readonly proof: string } | { readonly exact: false; readonly why: string };

/** A key as a list shows it. */
export interface KeyRecord {
  readonly id: string;
  readonly label: string;
}

/** The leaked key, and its id where the provider told it. */
export interface OldKey {
  readonly id: string;
  readonly value: Secret;
}

/** A new key. Its value is shown this once. */
export interface MintedKey {
  readonly id: string;
  readonly value: Secret;
}

/** What a person has to do where there is no endpoint for it. */
export interface ManualStep {
  readonly words: string;
  readonly link: string;
}

/** Everything that a call needs. */
export interface ProviderContext {
  readonly http: Http;
  /** Built in, or named by the operator; never taken from a scanned repository. No slash at the end. */
  readonly base: string;
  /** Key of the operator, for what the leaked key must not be used for. */
  readonly operator?: Secret;
  /** The file that it was read from; absent where a variable gave it. */
  readonly operatorFrom?: string;
  /** Settings of the provider by name, e.g. `workspace`. */
  readonly settings: Readonly<Record<string, string>>;
  /** For ends of keys, and for what is signed with the time. */
  readonly clock: Clock;
}

/** The text that a key was found in, where the key alone is not enough. It came out of somebody's file: no address in it is asked. */
export interface FoundText {
  /** What the rule matched, and what follows it on the line. */
  readonly text: Secret;
  /** Assignments of user names close by, e.g. `MYSQL_USER=app`. */
  readonly beside: readonly Secret[];
}

/** A whole key by such a text. */
export interface FoundWhole {
  readonly key: Secret;
  /** Whose it is, as the text says. */
  readonly account: string;
  /** True where its pieces stand apart, so that no place reads it as one text. */
  readonly isApart: boolean;
}

/** One setting that the operator gives through the environment. */
export interface ProviderSetting {
  readonly name: string;
  readonly env: string;
  readonly doc: string;
  /** Steps that cannot go without it. */
  readonly neededFor: readonly ('verify' | 'create' | 'revoke')[];
}

/** One system that issues keys. It can do what it has a function for; the rest is manual. */
export interface Provider {
  readonly id: string;
  readonly title: string;
  /** Empty where every installation has its own. */
  readonly base: string;
  /** Environment variables: another base address, the operator's key. */
  readonly baseEnv: string;
  readonly operatorEnv: string;
  /** Another variable that the operator may have set already, asked after `baseEnv`. */
  readonly otherBaseEnv?: string;
  /** Variables of the provider's own tools, joined by colons for the operator's key; the first list that is set whole counts. */
  readonly toolEnv?: readonly (readonly string[])[];
  /** True where that key is of another kind than those that leak, so that it is refused where they are asked about. */
  readonly isOperatorApart?: true;
  /** The provider's own command line, whose file has the operator's key where no variable has it. */
  readonly tool?: 'aws' | 'glab' | 'vault' | 'psql' | 'mysql' | 'gh';
  readonly settings: readonly ProviderSetting[];
  /** Rules whose keys these are; a finding of another rule is never sent there. */
  readonly ruleIds: readonly string[];
  /** What the operator's key must be allowed to do. */
  readonly scopes: string;
  /**
   * Asks what the operator's key may do, before anything is made with it; undefined where this very answer does not tell.
   * @param mode what is to be done: ending a key needs less than making one
   */
  readRights?(context: ProviderContext, old: OldKey, mode: 'rotate' | 'revoke'): Promise<Rights | undefined>;
  /** Why that cannot be asked. */
  readonly rightsUntold?: string;
  /** Finds the id of a leaked key, by the provider's own word about this very key. */
  identify?(key: Secret, context: ProviderContext): Promise<Identity>;
  /** Asks a question without effect. */
  verify?(key: Secret, context: ProviderContext): Promise<Verdict>;
  /** All keys among which the leaked one stands, every page. @throws IncompleteError when the list may not be whole */
  list?(context: ProviderContext, old: OldKey): Promise<readonly KeyRecord[]>;
  /** Says before anything is written down that there is room for one more key. @throws UsageError where there is none */
  checkRoom?(old: OldKey, context: ProviderContext): Promise<void>;
  /** Makes a key under a label that nobody else uses. @throws IncompleteError also when it may have been made */
  create?(label: string, context: ProviderContext, old: OldKey): Promise<MintedKey>;
  /** True where the secret of a key may be a word that a person chose. */
  readonly isChosen?: true;
  /** True where keys carry no label: a key whose making gave no answer is then looked for by what was not there before. */
  readonly unlabelled?: true;
  /** Ends a key for good; a key that is already gone is no error. */
  revoke?(id: string, context: ProviderContext): Promise<void>;
  /**
   * What outlives the key itself, e.g. sessions that it opened, and whether its end is kept: `revoke` does that too, but
   * may have been stopped after the key was gone. Doing it again does no harm.
   */
  finish?(id: string, context: ProviderContext): Promise<void>;
  /**
   * Ends a key by the key itself, where no id and no other right is needed; a key that is already gone is no error.
   * @returns true where the provider says that it ended; false for the refusal that it has for a key that is gone, and in
   * an outage for every key
   */
  endSelf?(key: Secret, context: ProviderContext): Promise<boolean>;
  /** What a whole key looks like, in words, where it is more than one text. */
  readonly form?: string;
  /** False for a text that is only a part of a key, as one half of a pair; absent where every text may be a whole key. */
  isWhole?(key: Secret): boolean;
  /** The whole keys, by the text that a rule found a part of one in; those of one account are one key. */
  wholeIn?(found: FoundText, secret: Secret): readonly FoundWhole[];
  /** Names of the pieces of a key that programs read apart, e.g. `id` and `secret`; absent where a key is one text. */
  readonly parts?: readonly string[];
  /** One piece of a key. @throws UsageError for a key or a piece that is none */
  part?(key: Secret, name: string): Secret;
  readonly manual: { readonly create: ManualStep; readonly revoke: ManualStep };
}
