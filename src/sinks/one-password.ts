import { IncompleteError, UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { Secret } from '#core/secret.ts';
import { isFields, jsonIn, textField, type Fields } from '#http/answer.ts';
import { isExactJson } from './exact-json.ts';
import { openCli, type Cli } from './program/cli.ts';
import type { SinkKind, SinkTarget, SinkWorld } from './sink-kind.ts';
import type { Sink } from './sink.ts';

/**
 * Kinds of items whose JSON holds all that is in them. A login may hold a passkey and a document a file, which the
 * JSON leaves out, so that writing it back would delete them.
 */
const WHOLE: readonly string[] = ['API_CREDENTIAL', 'PASSWORD', 'SECURE_NOTE', 'DATABASE', 'SERVER'];

interface Place {
  readonly vault: string;
  readonly item: string;
  readonly field: string;
  readonly words: string;
}

interface Item {
  readonly fields: Fields;
  readonly id: string;
  readonly version: number;
  /** The field of the key in `fields.fields`. */
  readonly index: number;
  readonly all: readonly Fields[];
}

function placeOf({ place, name }: SinkTarget): Place {
  const [vault = '', item = '', ...rest] = place.split('/');
  // A leading hyphen would be a flag of the program.
  if (vault === '' || item === '' || rest.length > 0 || [vault, item].some((part) => part.startsWith('-') || printable(part) !== part)) throw new UsageError('a vault and an item are expected: VAULT/ITEM#FIELD', 'names with slashes are given by their ids');
  return { vault, item, field: name, words: `${name} of ${item} in ${vault}` };
}

function parseItem(text: string, { words }: Place): Fields {
  const value = jsonIn(text);
  if (!isFields(value)) throw new IncompleteError(`${printable(words)}: op prints no item`, 'nothing is taken for delivered');
  return value;
}

/** Concealed values come as words about a flag from some versions: written back, they would replace the values. */
const isConcealed = (field: Fields): boolean => /--reveal\b/.test(textField(field, 'value') ?? '');

function itemOf(text: string, place: Place): Item {
  const fields = parseItem(text, place);
  const [id, version, category, list] = [textField(fields, 'id'), fields['version'], textField(fields, 'category'), fields['fields']];
  if (id === undefined || typeof version !== 'number' || !Array.isArray(list) || !list.every(isFields)) throw new IncompleteError(`${printable(place.words)}: op prints no item`, 'nothing is taken for delivered');
  if (!WHOLE.includes(category ?? '')) throw new UsageError(`${printable(place.words)}: an item of the kind ${printable(category ?? 'unknown')} may hold what op leaves out and would lose`, `put the key into an item of one of the kinds ${WHOLE.join(', ')}`);
  const hits = list.flatMap((field, index) => (field['id'] === place.field || field['label'] === place.field ? [index] : []));
  const [index, other] = hits;
  if (index === undefined) throw new UsageError(`${printable(place.words)}: the item has no such field`, 'make it by hand with any value');
  if (other !== undefined) throw new UsageError(`${printable(place.words)}: the item has more than one such field`, 'name it by its id');
  if (list.some(isConcealed)) throw new IncompleteError('op hides the values of the item', 'bring op up to date');
  return { fields, id, version, index, all: list };
}

async function read(cli: Cli, place: Place): Promise<Item> {
  return itemOf(await cli.run(['item', 'get', place.item, '--vault', place.vault, '--format', 'json']), place);
}

/** op refuses dates without a value that it wrote itself. */
const isEmptyDate = (field: Fields): boolean => field['type'] === 'DATE' && (field['value'] ?? '') === '';

/** The whole item goes back through standard input, with one field changed. */
async function set(cli: Cli, place: Place, value: Secret): Promise<void> {
  const before = await read(cli, place);
  if (before.all[before.index]?.['value'] === value.reveal()) return;
  if (!isExactJson(before.fields)) throw new UsageError(`${printable(place.words)}: the item has numbers that would lose digits`);
  const all = before.all.map((field, index) => (index === before.index ? { ...field, value: value.reveal() } : field));
  const text = JSON.stringify({ ...before.fields, fields: all.filter((field) => !isEmptyDate(field)) });
  await cli.run(['item', 'edit', before.id, '--vault', place.vault, '--format', 'json'], text);
  const after = await read(cli, place);
  const isKept = after.all.every((field, index) => index === after.index || before.all.some((one) => one['id'] === field['id'] && (one['value'] ?? '') === (field['value'] ?? '')));
  if (after.id !== before.id || after.version <= before.version) throw new IncompleteError(`${printable(place.words)}: op said yes, but the item is not changed`, 'nothing is taken for delivered');
  if (!isKept || after.version !== before.version + 1) throw new IncompleteError(`${printable(place.words)}: somebody else changed the item at the same time`, 'look at the earlier versions of the item, then resume');
}

function onePasswordSink(target: SinkTarget, world: SinkWorld): Sink {
  const place = placeOf(target);
  const cli = openCli('op', '1Password', world);
  return {
    plan: `set ${printable(place.words)} in 1Password by ${printable(cli.file)}; earlier versions of the item keep older values`,
    endpoint: cli.file,
    write: (value) => set(cli, place, value),
    async readBack() {
      const item = await read(cli, place);
      const value = textField(item.all[item.index], 'value');
      return value === undefined ? undefined : new Secret(value);
    },
    async look() {
      const { all, version } = await read(cli, place);
      return `is there, version ${version} of an item with ${all.length} fields`;
    },
  };
}

/** https://developer.1password.com/docs/cli/reference/management-commands/item */
export const ONE_PASSWORD: SinkKind = {
  id: '1password',
  title: '1Password',
  grammar: 'VAULT/ITEM#FIELD',
  example: 'Shop/production#credential',
  isReadable: true,
  tried: 'a program in the place of op, made from its documentation',
  variables: [{ names: ['OP_SERVICE_ACCOUNT_TOKEN', 'OP_CONNECT_TOKEN'], doc: 'as op itself takes them; or its app' }],
  notes: [
    'The program op does it, found on PATH outside the repository at hand; the item goes through its standard input, never through its arguments.',
    'Item and field have to be there; other fields stay. Logins and documents are refused: op leaves passkeys and files out of what it prints, so that they would be lost.',
  ],
  open: onePasswordSink,
};
