import { IncompleteError, UsageError } from '#core/errors.ts';
import { Secret } from '#core/secret.ts';
import { isFields, jsonIn } from '#http/answer.ts';
import { openCli, type Cli } from './program/cli.ts';
import type { SinkKind, SinkTarget, SinkWorld } from './sink-kind.ts';
import type { Sink } from './sink.ts';

interface Place {
  readonly name: string;
  /** Arguments that name project and config. */
  readonly at: readonly string[];
  readonly words: string;
}

function placeOf({ place, name }: SinkTarget): Place {
  const [project = '', config = '', ...rest] = place.split('/');
  if (rest.length > 0 || ![project, config].every((part) => /^\w[\w-]*$/.test(part))) throw new UsageError('a project and a config are expected: PROJECT/CONFIG#NAME');
  if (!/^[A-Z_][A-Z0-9_]*$/.test(name) || name.startsWith('DOPPLER_')) throw new UsageError('a secret of Doppler has capitals, digits and _ in its name, and none of its own names');
  return { name, at: ['--project', project, '--config', config, '--no-check-version'], words: `${name} of ${project}/${config}` };
}

async function namesIn(cli: Cli, { at, words }: Place): Promise<readonly string[]> {
  const text = await cli.run(['secrets', '--only-names', '--json', ...at]);
  const value = jsonIn(text);
  if (Array.isArray(value) && value.every((name) => typeof name === 'string')) return value;
  if (isFields(value)) return Object.keys(value);
  throw new IncompleteError(`${words}: doppler prints no names`, 'nothing is taken for delivered');
}

function dopplerSink(target: SinkTarget, world: SinkWorld): Sink {
  const place = placeOf(target);
  const cli = openCli('doppler', 'Doppler', world);
  return {
    plan: `set ${place.words} in Doppler by ${cli.file}`,
    endpoint: cli.file,
    async write(value) {
      if (/[\r\n]/.test(value.reveal())) throw new UsageError('a key of more than one line is not given to doppler');
      await cli.run(['secrets', 'set', place.name, '--no-interactive', '--silent', ...place.at], value.reveal());
    },
    async readBack() {
      if (!(await namesIn(cli, place)).includes(place.name)) return undefined;
      const value = (await cli.run(['secrets', 'get', place.name, '--plain', ...place.at])).replace(/\r?\n$/, '');
      return value === '' ? undefined : new Secret(value);
    },
    async look() {
      return (await namesIn(cli, place)).includes(place.name) ? 'is there' : 'is not there yet';
    },
  };
}

/** https://docs.doppler.com/docs/setting-secrets */
export const DOPPLER: SinkKind = {
  id: 'doppler',
  title: 'Doppler',
  grammar: 'PROJECT/CONFIG#NAME',
  example: 'shop/prd#API_KEY',
  isReadable: true,
  tried: 'a program in the place of doppler, made from its documentation',
  variables: [{ names: ['DOPPLER_TOKEN'], doc: 'as doppler itself takes it; or its login' }],
  notes: [
    'The program doppler does it, found on PATH outside the repository at hand; the value goes through its standard input, never through its arguments.',
    'What is read back is the value as programs get it: one that Doppler takes for a reference is not taken for delivered.',
  ],
  open: dopplerSink,
};
