import type { HttpRequest } from '#http/http.ts';
import type { ManualStep, ProviderSetting, VerdictState } from '../provider.ts';

/** JSON whose texts are templates. */
export type JsonTemplate = string | number | boolean | null | readonly JsonTemplate[] | { readonly [name: string]: JsonTemplate };

/**
 * One request. Texts are templates: `{secret}` and its pieces `{secret.NAME}` (see `key.form`), `{id}`, `{label}`,
 * `{old.id}`, pieces of the leaked key `{old.NAME}` and `{setting.NAME}`; in a url each value is percent-encoded.
 */
export interface CallDescription {
  /** GET where absent. */
  readonly method?: HttpRequest['method'] | undefined;
  /** Behind the address of the provider, or a whole address at another of its hosts. */
  readonly url: string;
  /** Who asks: the key itself, the operator, or nobody. */
  readonly as?: 'key' | 'operator' | 'nobody' | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly json?: JsonTemplate | undefined;
  readonly form?: Readonly<Record<string, string>> | undefined;
}

/** Fields that an answer must have, by path (`result.id`, `0.name`): present, or of that very value. */
export type Expectation = Readonly<Record<string, string | number | boolean>>;

/** What one kind of answer means. The first row that fits counts. */
export interface AnswerRow {
  readonly status: number | readonly number[];
  /** Fields of a JSON answer; `true` means a field that is present and not empty. */
  readonly has?: Expectation | undefined;
  /** The answer is a list, even an empty one. */
  readonly list?: boolean | undefined;
  /** Text that the body must hold, for answers that are no JSON. */
  readonly text?: string | undefined;
  /** True where even an empty body counts. Never for `live`. */
  readonly anyBody?: boolean | undefined;
  readonly state: VerdictState;
  readonly why?: string | undefined;
  /** Path of the account's name. */
  readonly account?: string | undefined;
  readonly advice?: string | undefined;
  /** The refusal proves an end only for a key that was taken before. */
  readonly refused?: boolean | undefined;
}

/** How a request shows who asks. */
export interface AuthDescription {
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** `user:password` of Basic authentication. */
  readonly basic?: string | undefined;
}

/** What a key looks like: its pieces are the named groups of the form. */
export interface KeyDescription {
  /** Regular expression for the whole key. */
  readonly form: string;
  /** The same in words, for messages. */
  readonly words: string;
}

/** How the exact id of a leaked key is found. */
export type IdentityDescription =
  | { readonly from: 'answer'; readonly id: string; readonly call?: CallDescription | undefined; readonly has?: Expectation | undefined; readonly proof: string }
  | { readonly from: 'key'; readonly id: string; readonly proof: string }
  /**
   * In the operator's list: one row whose field is that text, or whose masked form fits the key. A masked form counts
   * when it shows four characters or more beside the `constant` ones that all keys share, or when the list is all the
   * keys of the very account that the key works for (`complete`): then a key that lives must be one of them.
   */
  | { readonly from: 'list'; readonly field: string; readonly equals?: string | undefined; readonly constant?: number | undefined; readonly complete?: boolean | undefined; readonly proof: string };

/** The list of keys. */
export interface ListDescription {
  readonly call: CallDescription;
  /** Path of the rows; empty for the whole answer. */
  readonly rows: string;
  readonly id: string;
  readonly label: string;
  /** The next page: a query parameter, and the path of its value; no value, or `more` false, is the end. */
  readonly next?: { readonly parameter: string; readonly from: string; readonly more?: string | undefined } | undefined;
  /** Pages by number: the query parameter, the number of the first page, the path of the count of pages or (with `size`) of rows. */
  readonly pages?: { readonly parameter: string; readonly first: number; readonly total: string; readonly size?: number | undefined } | undefined;
  /** Path of something that is there only when the list goes on elsewhere: then it is not whole. */
  readonly partial?: string | undefined;
}

/** How a key is made: paths of its id and value; `join` puts a key of several pieces together from `{id}` and `{value}`. */
export interface CreateDescription {
  readonly call: CallDescription;
  readonly status: readonly number[];
  readonly id: string;
  readonly value: string;
  readonly join?: string | undefined;
}

/** How a key is ended: calls in their order; what says that it is done, or was gone before. */
export interface EndDescription {
  readonly calls: readonly CallDescription[];
  readonly done: readonly number[];
  readonly gone?: readonly number[] | undefined;
  readonly has?: Expectation | undefined;
}

/** A provider in words of data. */
export interface ProviderDescription {
  readonly id: string;
  readonly title: string;
  /** Address without a slash at the end; empty where every installation has its own. */
  readonly base: string;
  readonly ruleIds: readonly string[];
  readonly key?: KeyDescription | undefined;
  /** Pieces of the key that programs read apart. */
  readonly parts?: readonly string[] | undefined;
  readonly operatorKey?: KeyDescription | undefined;
  readonly auth: AuthDescription;
  /** Another variable that the operator may have set already, e.g. for the registry that npm uses. */
  readonly otherBaseEnv?: string | undefined;
  /** Where it differs from `auth`. */
  readonly operatorAuth?: AuthDescription | undefined;
  readonly settings?: readonly ProviderSetting[] | undefined;
  /** What the operator's key must be allowed to do; absent where nothing needs one. */
  readonly scopes?: string | undefined;
  /** Where the scopes of the operator's key stand in an answer, which of them are needed, and which others are harmless. */
  readonly rights?: { readonly call: CallDescription; readonly scopes: string; readonly needs: readonly string[]; readonly harmless?: readonly string[] | undefined } | undefined;
  /** Why that cannot be asked. */
  readonly rightsUntold?: string | undefined;
  /** The question, without effect, and its answers. */
  readonly verify?: { readonly call: CallDescription; readonly answers: readonly AnswerRow[] } | undefined;
  readonly identify?: IdentityDescription | undefined;
  readonly list?: ListDescription | undefined;
  /** Most keys that there can be; checked before one is made. */
  readonly most?: number | undefined;
  readonly create?: CreateDescription | undefined;
  readonly revoke?: EndDescription | undefined;
  readonly endSelf?: EndDescription | undefined;
  readonly manual: { readonly create: ManualStep; readonly revoke: ManualStep };
}
