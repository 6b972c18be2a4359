import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One call of a program that stands in for another. */
export interface StandInCall {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: string;
  /** What standard input was: a pipe, as some programs ask for. */
  readonly kind: 'fifo' | 'other';
}

/** A program on PATH that records how it is called. */
export interface StandIn {
  /** Folder to put on PATH. */
  readonly folder: string;
  calls(): readonly StandInCall[];
  /** What the program keeps, as JSON. */
  state(): unknown;
  setState(value: unknown): void;
}

/** Everything that the program sees and could tell goes into a file; then its own words follow. */
const HEAD = `
const fs = require('node:fs');
const [LOG, STATE] = [__filename + '.log', __filename + '.state'];
const isFifo = fs.fstatSync(0).isFIFO();
let stdin = '';
try { stdin = fs.fstatSync(0).isCharacterDevice() ? '' : fs.readFileSync(0, 'utf8'); } catch {}
const argv = process.argv.slice(2);
fs.appendFileSync(LOG, JSON.stringify({ argv, env: process.env, stdin, kind: isFifo ? 'fifo' : 'other' }) + '\\n');
const state = JSON.parse(fs.readFileSync(STATE, 'utf8'));
const save = () => fs.writeFileSync(STATE, JSON.stringify(state));
const flag = (name) => argv[argv.indexOf(name) + 1];
const fail = (code) => { process.stderr.write('failed with ' + stdin); process.stdout.write(stdin); process.exit(code); };
`;

/** @param body JavaScript; has argv, stdin, state, save(), flag(name) and fail(code) at hand */
export function makeStandIn(folder: string, name: string, body: string): StandIn {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  writeFileSync(file, `#!${process.execPath}\n${HEAD}\n${body}\n`);
  chmodSync(file, 0o755);
  writeFileSync(`${file}.log`, '');
  return {
    folder,
    calls: () => readFileSync(`${file}.log`, 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as StandInCall),
    state: () => JSON.parse(readFileSync(`${file}.state`, 'utf8')) as unknown,
    setState: (value) => writeFileSync(`${file}.state`, JSON.stringify(value)),
  };
}

/** As https://developer.1password.com/docs/cli/reference/management-commands/item says: an item goes in by a pipe and is replaced as a whole. */
export const OP = `
const [what, verb, name] = argv;
if (what !== 'item' || state.fault === verb) fail(1);
const item = state.items.find((one) => (one.id === name || one.title === name) && one.vault.name === flag('--vault'));
if (item === undefined || flag('--format') !== 'json') fail(1);
if (verb === 'edit') {
  if (!isFifo) fail(2);
  const given = JSON.parse(stdin);
  if (given.fields.some((field) => field.type === 'DATE' && !field.value)) fail(3);
  if (state.lies !== true) {
    if (state.meanwhile === true) { item.version += 1; }
    Object.assign(item, { fields: given.fields, version: item.version + 1 });
  }
  save();
}
process.stdout.write(JSON.stringify(item));
`;

/** As the documentation of doppler says: one value comes by standard input, references in it are put in when it is read. */
export const DOPPLER = `
const [what, verb, name] = argv;
const secrets = state.configs[flag('--project') + '/' + flag('--config')];
if (what !== 'secrets' || secrets === undefined || state.fault === verb) fail(1);
if (verb === '--only-names') process.stdout.write(JSON.stringify(Object.fromEntries(Object.keys(secrets).map((one) => [one, {}]))));
else if (verb === 'get') {
  if (secrets[name] === undefined) fail(1);
  process.stdout.write(secrets[name].replace(/\\$\\{(\\w+)\\}/g, (_, other) => secrets[other] ?? '') + '\\n');
} else if (verb === 'set') {
  if (stdin === '' || !argv.includes('--no-interactive')) fail(1);
  if (state.lies !== true) secrets[name] = stdin.replace(/\\n$/, '');
  save();
  if (!argv.includes('--silent')) process.stdout.write(secrets[name]);
} else fail(1);
`;
