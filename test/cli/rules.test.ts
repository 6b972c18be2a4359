import { execFileSync } from 'node:child_process';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '#core/exit-code.ts';
import { CLEAR, makeStage, type Ran, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(() => {
  stage = makeStage();
});
afterAll(() => stage.cleanup());

function rules(...argv: readonly string[]): Promise<Ran> {
  return stage.run(['rules', ...argv]);
}

function write(name: string, text: string): string {
  writeFileSync(join(stage.folder, 'clean', name), text);
  return name;
}

const HEAD = 'provider: acme\nname: Acme\nrules:\n';
const GOOD = `${HEAD}  - id: acme-token
    title: Acme token
    kind: api-key
    secrecy: secret
    severity: high
    anchors: [acme_]
    pattern: 'acme_[0-9a-f]{32}'
    samples:
      hit: ['token: acme_{{hex:32}}']
      miss: ['token: acme_{{hex:12}}']
`;
const BROKEN = `${HEAD}  - id: acme-token
    title: Acme token
    kind: api-key
    secrecy: secret
    severity: high
    anchors:
      - acm
    pattern: '[a-z]{0,9}acm[e]_[0-9a-f]{32}'
    reach: {behind: 4, ahead: 20}
    checks:
      - lacks: [dead]
    samples:
      hit:
        - 'token: none'

        - 'token: acme_{{hex:12}}'
        - 'token: acme_{{nothing:32}}'
        - 'token: acme_dead{{hex:28}}'
      miss:
        - 'acm'
        - 'acme_{{hex:32}}'
`;

describe('stanch rules test FILE', () => {
  it('says of each rule what it looks for, how far, and that it holds', async () => {
    const { code, out } = await rules('test', write('good.yml', GOOD));
    expect(code).toBe(EXIT.clean);
    expect(out).toBe(`holds   acme-token (good.yml:4), 2 samples
  anchors acme_, at the start of each match; matches up to 37 bytes; looks 8 behind and 45 ahead; linear time
1 rule, 2 samples, all hold
`);
  });

  it('names the line of each sample that does not, and why', async () => {
    const { code, out } = await rules('test', write('broken.yml', BROKEN));
    expect(code).toBe(EXIT.findings);
    const lines = out.split('\n');
    expect(lines[0]).toBe('broken  acme-token (broken.yml:4), 6 samples');
    expect(out).toContain('looks 4 behind and 20 ahead, as declared');
    expect(out).toContain('  broken.yml:17: not found: token: none\n    it holds none of the anchors\n');
    expect(out).toContain('  broken.yml:19: not found: token: acme_{{hex:12}}\n    the pattern does not match it\n');
    expect(out).toContain('  broken.yml:20: not found: token: acme_{{nothing:32}}\n    no sample template is called nothing\n');
    expect(out).toMatch(/ {2}broken\.yml:21: not found: .*\n {4}its checks/);
    expect(out).toMatch(/broken\.yml:9: note: anchors of 4 bytes/);
    expect(out).toMatch(/broken\.yml:12: note: it looks 20 bytes ahead, and its pattern may match 46/);
    expect(lines.at(-2)).toBe('1 rule, 6 samples, 1 rule broken');
  });

  it('says where a sample is found that should be left alone', async () => {
    const { code, out } = await rules('test', write('fires.yml', GOOD.replace('hex:12', 'hex:32')));
    expect(code).toBe(EXIT.findings);
    expect(out).toContain('  fires.yml:13: found, but should not be: token: acme_{{hex:32}}\n');
  });

  it('says where a pattern is not of linear time', async () => {
    const { code, out } = await rules('test', write('slow.yml', GOOD.replace('[0-9a-f]{32}', '(?:(?:[0-9a-f]{1,40}){1,40}){1,40}')));
    expect([code, out]).toEqual([EXIT.findings, expect.stringMatching(/not in linear time\n {2}slow\.yml:4: .*repeat/)]);
  });

  it('answers machines', async () => {
    const { code, out } = await rules('test', write('broken.yml', BROKEN), '--format', 'json');
    expect(code).toBe(EXIT.findings);
    const answer = JSON.parse(out) as { holds: boolean; rules: { id: string; linear: unknown; reach: unknown; samples: { line: number; holds: boolean }[] }[] };
    expect(answer).toMatchObject({ holds: false, rules: [{ id: 'acme-token', anchors: ['acm'], anchored: false, linear: { holds: true }, reach: { behind: 4, ahead: 20, declared: true } }] });
    expect(answer.rules[0]?.samples.filter(({ holds }) => !holds).map(({ line }) => line)).toEqual([17, 19, 20, 21]);
    expect((await rules('test', 'good.yml', '--json')).out).toContain('"holds": true');
  });

  it.each([
    ['a line that is no YAML', `${GOOD}  - id: [`, /^stanch: bad\.yml:1[45]: /],
    ['a key that does not hold', GOOD.replace('severity: high', 'severity: loud'), /^stanch: bad\.yml:8: rules\.0\.severity must be one of critical, high, medium, low, info, not loud\n {2}did you mean low\?/],
    ['a key that is not known', GOOD.replace('secrecy:', 'secrecies: x\n    secrecy:'), /^stanch: bad\.yml:7: rules\.0\.secrecies is no key that stanch knows\n/],
    ['a rule without a shape', GOOD.replace("    pattern: 'acme_[0-9a-f]{32}'\n", ''), /^stanch: bad\.yml:4: rules\.0 \(acme-token\) needs anchors and pattern, or assigned: pattern missing/],
    ['a pattern without an end', GOOD.replace('{32}', '+'), /^stanch: bad\.yml:10: rules\.0\.pattern \(acme-token\) has an unbounded quantifier/],
    ['a check that is not known', GOOD.replace('    samples:', '    checks: [entrophy]\n    samples:'), /^stanch: bad\.yml:11: rules\.0\.checks\.0 \(acme-token\) names no check that stanch knows: entrophy\n {2}did you mean entropy\?/],
    ['a check that does not take that', GOOD.replace('    samples:', '    checks: [entropy: high]\n    samples:'), /^stanch: bad\.yml:11: rules\.0\.checks\.0 \(acme-token\) does not hold: check entropy takes/],
    ['aliases without end', `a: &a [x]\nb: &b [${'*a, '.repeat(30)}]\nc: [${'*b, '.repeat(30)}]\n`, /^stanch: bad\.yml: its aliases/],
    ['nothing', '', /^stanch: bad\.yml:1: the file must be a group of keys, and nothing stands there/],
  ])('tells the line of %s', async (_, text, message) => {
    const { code, out, err } = await rules('test', write('bad.yml', text));
    expect([code, out]).toEqual([EXIT.usage, '']);
    expect(err).toMatch(message);
    expect(err).toMatch(CLEAR);
  });

  it.each([
    ['that is not there', (): string => 'no.yml'],
    [
      'that is a folder',
      (): string => {
        mkdirSync(join(stage.folder, 'clean', 'folder.yml'), { recursive: true });
        return 'folder.yml';
      },
    ],
    [
      'that is a pipe',
      (): string => {
        execFileSync('mkfifo', [join(stage.folder, 'clean', 'pipe.yml')]);
        return 'pipe.yml';
      },
    ],
    [
      'of a hundred million bytes',
      (): string => {
        truncateSync(join(stage.folder, 'clean', write('large.yml', '')), 100_000_000);
        return 'large.yml';
      },
    ],
  ])('refuses a file %s', async (_, make) => {
    const { code, out, err } = await rules('test', make());
    expect([code, out]).toEqual([EXIT.usage, '']);
    expect(err).toMatch(CLEAR);
  });
});

describe('stanch rules list', () => {
  it('lists the rules of a provider, a kind, a confidence', async () => {
    const all = JSON.parse((await rules('list', '--json')).out) as { id: string; provider: string; kind: string; confidence: string }[];
    const [first] = all;
    expect(first).toBeDefined();
    for (const [flag, key] of [['--provider', 'provider'], ['--kind', 'kind']] as const) {
      const { out } = await rules('list', flag, first?.[key] ?? '', '--json');
      expect(JSON.parse(out)).toEqual(all.filter((rule) => rule[key] === first?.[key]));
    }
    expect(JSON.parse((await rules('list', '--confidence', 'high', '--format', 'json')).out)).toEqual(all.filter(({ confidence }) => confidence === 'high'));
    expect(JSON.parse((await rules('list', '--confidence', 'low', '--json')).out)).toEqual(all);
  });

  it.each([
    [['--provider', 'gitbub'], /no rule has the provider gitbub/],
    [['--kind', 'no-such-kind'], /no rule has the kind/],
    [['--confidence', 'hihg'], /did you mean high/],
    [['name'], /unknown: rules list name/],
  ])('refuses %j', async (argv, message) => {
    const { code, err } = await rules('list', ...argv);
    expect([code, err]).toEqual([EXIT.usage, expect.stringMatching(message)]);
  });
});

describe('own rules of a repository', () => {
  it.each([
    ['with a check that is not known', GOOD.replace('    samples:', '    checks: [entrophy]\n    samples:'), /names no check that stanch knows: entrophy/],
    ['with aliases without end', `a: &a [x]\nb: &b [${'*a, '.repeat(30)}]\nc: [${'*b, '.repeat(30)}]\n`, /its aliases/],
  ])('%s stop a scan with a line that says so', async (_, text, message) => {
    const folder = join(stage.folder, 'leaky/.stanch/rules');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'own.yml'), text);
    const { code, err } = await stage.run(['scan', '.'], { cwd: 'leaky' });
    expect([code, err]).toEqual([EXIT.usage, expect.stringMatching(message)]);
  });

  it('that are a pipe do so, too', async () => {
    const folder = join(stage.folder, 'many/.stanch/rules');
    mkdirSync(folder, { recursive: true });
    execFileSync('mkfifo', [join(folder, 'own.yml')]);
    const { code, err } = await stage.run(['scan', '.'], { cwd: 'many' });
    expect([code, err]).toEqual([EXIT.usage, expect.stringMatching(/own\.yml: no regular file/)]);
  });
});
