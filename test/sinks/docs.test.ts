import { describe, expect, it } from 'vitest';
import { COMMENT_KINDS } from '#sinks/request-comments.ts';
import { SINK_KINDS, readTarget } from '#sinks/registry.ts';
import type { SinkKind } from '#sinks/sink-kind.ts';

const HEAD = [
  '# Places of a new key',
  '',
  'Made from the code. `stanch rotate` brings a new key to every place that is named by `--to`, `--dotenv` or `--command`, and may be given several.',
  '',
  '- `--to KIND:PLACE#NAME` names a store by one of the kinds below. A key of several pieces, such as that of AWS, is given as `NAME=PIECE,NAME=PIECE`.',
  '- `--dotenv FILE:VARIABLE` changes one variable of a `.env` file: in one step, with comments, order, quotes, mode and owner kept. Links are refused, and so is a file that git tracks; the plan says whether git ignores it.',
  '- `--command COMMAND` gives the key to a command on its standard input, and `--read-command COMMAND` reads it back.',
  '',
  'Before a key is made, each place is looked at, so that what is in the way is known while nothing has changed; `stanch doctor --to KIND:PLACE#NAME` does the same alone.',
  'After the delivery the place is read back, and only then does the old key end. Where a value cannot be read back, the run stops with the new key delivered and the old one alive:',
  'a person looks whether programs work with it, and says so with `stanch resume RUN FINDING --done works:…`. With `--prove-by WORKFLOW` a job says it instead, where jobs see the place: [how](respond.md#a-job-that-reads-what-nobody-can). The receipt tells which places were read, which by a job, and which a person saw.',
  'If the process dies inside the delivery to such a place and no other place holds the value, resume makes another key; the lost one lives until a person saw the other one work, and ends before the old one does.',
  '',
  'Addresses and keys come from your environment, keys else from the file of the service\u2019s own command line (`~/.aws/credentials`, `~/.vault-token`, `hosts.yml` of gh, `config.yml` of glab, each for its own host and only where nobody else may write it); never from a repository. Only https is spoken, or http with a loopback address that you named; certificates are checked, redirects and proxies are not followed.',
  'Answers and the words of programs are never shown, as they may repeat the key. A run goes on only with the addresses of its plan.',
  '',
];

function table(): string[] {
  const rows = SINK_KINDS.map((kind) => `| ${kind.title} | \`${kind.id}:${kind.grammar}\` | ${kind.isReadable ? 'yes' : 'openJob' in kind ? 'by a job' : 'no'} | ${kind.tried} |`);
  return ['| store | `--to` | read back | tried against |', '|---|---|---|---|', ...rows, ''];
}

function chapter({ id, title, example, variables, notes }: SinkKind): string[] {
  return [
    `## ${title}`,
    '',
    `\`--to ${id}:${example}\``,
    '',
    ...variables.map(({ names, doc }) => `- ${names.map((name) => `\`${name}\``).join(', else ')}: ${doc}`),
    ...notes.map((note) => `- ${note}`),
    '',
  ];
}

/** Where a receipt may be told. */
function comments(): string[] {
  const rows = COMMENT_KINDS.map(({ id, grammar, keys, urls, right }) => `| \`${id}:${grammar}\` | ${[...keys, ...urls].map((name) => `\`${name}\``).join(', ')} | ${right} |`);
  return [
    '## The receipt under a pull or merge request',
    '',
    '`stanch receipt RUN --comment PLACE` writes it there, and brings the same comment up to date when it is said again. The right to comment is needed; the names are those of the places above.',
    'Tried against a real Gitea, and for the others against a local server made from their documentation.',
    '',
    '| place | variables | right of your token |',
    '|---|---|---|',
    ...rows,
    '',
  ];
}

/** The document is made from the registry: `npx vitest run test/sinks/docs.test.ts --update`. */
describe('docs/sinks.md', () => {
  it('says what the code can do', async () => {
    await expect([...HEAD, ...table(), ...SINK_KINDS.flatMap(chapter), ...comments()].join('\n')).toMatchFileSnapshot('../../docs/sinks.md');
  });

  it('has every kind once, with an example that holds', () => {
    expect(SINK_KINDS.length).toBeGreaterThanOrEqual(17);
    expect(new Set(SINK_KINDS.map(({ id }) => id)).size).toBe(SINK_KINDS.length);
    for (const { id, example } of SINK_KINDS) expect(readTarget(`${id}:${example}`)).toMatchObject({ kind: { id } });
  });
});
