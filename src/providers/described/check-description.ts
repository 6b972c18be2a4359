import { ConfigError } from '#core/errors.ts';
import type { KeyPlace } from '#yaml/key-error.ts';
import type { AnswerRow, CallDescription, ProviderDescription } from './description.ts';
import { readShape } from './schema.ts';
import { holesIn, holesOf } from './template.ts';

function compile(form: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${form})$`, 'u');
  } catch {
    // Said below, with the place of the mistake.
    return undefined;
  }
}

const groupsOf = (form: string | undefined): readonly string[] => [...(form ?? '').matchAll(/\(\?<(\w+)>/g)].map(([, name = '']) => name);

/** Every call of a description, with its place. */
function callsOf({ verify, rights, identify, list, create, revoke, endSelf }: ProviderDescription): readonly (readonly [string, CallDescription])[] {
  const one = (place: string, call: CallDescription | undefined): [string, CallDescription][] => (call === undefined ? [] : [[place, call]]);
  return [
    ...one('verify', verify?.call),
    ...one('rights', rights?.call),
    ...one('identify', identify?.from === 'answer' ? identify.call : undefined),
    ...one('list', list?.call),
    ...one('create', create?.call),
    ...(revoke?.calls ?? []).map((call): [string, CallDescription] => ['revoke', call]),
    ...(endSelf?.calls ?? []).map((call): [string, CallDescription] => ['endSelf', call]),
  ];
}

/** A yes must be told from a page that says 200 to everything. */
function rowProblem({ state, has, list, text, anyBody, refused }: AnswerRow): string | undefined {
  if (state === 'live' && (anyBody === true || (list !== true && text === undefined && Object.keys(has ?? {}).length === 0))) return 'a row that says live must name a field, a list or a text that only a yes has';
  if (state === 'dead' && anyBody === true) return 'a row that says dead must not take any body';
  return refused === true && state !== 'unknown' ? 'refused stands with unknown only' : undefined;
}

function knownHoles(description: ProviderDescription): ReadonlySet<string> {
  const groups = [...groupsOf(description.key?.form), ...groupsOf(description.operatorKey?.form)];
  const settings = (description.settings ?? []).map(({ name }) => `setting.${name}`);
  return new Set(['secret', 'id', 'label', 'value', 'old.id', ...groups.flatMap((name) => [`secret.${name}`, `old.${name}`]), ...settings]);
}

function templateProblem(description: ProviderDescription): string | undefined {
  const known = knownHoles(description);
  for (const [place, call] of callsOf(description)) {
    if (!/^(?:https:\/\/[a-z0-9.-]+(?::\d+)?)?\/(?!\/)/.test(call.url)) return `${place}: an address is a path, or https:// with a host that is written out`;
    const stray = holesOf(call).find((name) => !known.has(name));
    if (stray !== undefined) return `${place}: {${stray}} is not known`;
  }
  const auth = [description.auth, description.operatorAuth].flatMap((one) => [...Object.values(one?.headers ?? {}), ...(one?.basic === undefined ? [] : [one.basic])]);
  const stray = [...auth, ...(description.create?.join === undefined ? [] : [description.create.join])].flatMap(holesIn).find((name) => !known.has(name));
  return stray === undefined ? undefined : `{${stray}} is not known`;
}

/** What a rotation rests on: a key that is made must be found again, tested and ended. */
function orderProblem(description: ProviderDescription): string | undefined {
  const lacks = (...names: readonly (keyof ProviderDescription)[]): boolean => names.some((name) => description[name] === undefined);
  const ends = !lacks('endSelf') || (!lacks('revoke') && lacks('create'));
  if (ends && lacks('identify', 'verify')) return 'revoke and endSelf need identify and verify';
  if (!lacks('create') && lacks('verify', 'list', 'revoke')) return 'create needs verify, list and revoke';
  return description.identify?.from === 'list' && lacks('list') ? 'identify from the list needs list' : undefined;
}

function problemOf(description: ProviderDescription): string | undefined {
  for (const [place, key] of [['key', description.key], ['operatorKey', description.operatorKey]] as const) {
    if (key !== undefined && compile(key.form) === undefined) return `${place}.form is no regular expression`;
  }
  const row = (description.verify?.answers ?? []).map(rowProblem).find((problem) => problem !== undefined);
  return row ?? templateProblem(description) ?? orderProblem(description);
}

/**
 * A description from outside, checked: its shape, and that it cannot say yes by mistake or begin what cannot be ended.
 * @param place where it stands, for messages
 * @throws ConfigError
 */
export function readDescription(value: unknown, place: KeyPlace): ProviderDescription {
  const description = readShape(value, place);
  const problem = problemOf(description);
  if (problem !== undefined) throw new ConfigError(`${place.fileName}:${place.lineOf([])}: ${problem}`, place.hint);
  return { ...description, base: description.base.replace(/\/+$/, '') };
}
