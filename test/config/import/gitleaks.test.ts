import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { importGitleaks } from '#config/import/gitleaks.ts';
import type { Imported } from '#config/import/imported.ts';

const KEY = createHash('sha256').update('a value that is allowed').digest('hex').slice(0, 24);

function importRule(body: string, rest = '', tool: 'gitleaks' | 'betterleaks' = 'gitleaks'): Imported {
  return importGitleaks(`${rest}\n[[rules]]\nid = "acme"\nregex = '''acme_[0-9a-z]{24}'''\n${body}`, 'a.toml', tool);
}

const leftOut = ({ notes }: Imported): string[] => notes.filter(({ effect }) => effect === 'left-out').map(({ subject, why }) => `${subject}: ${why}`);

describe('a rule of gitleaks', () => {
  it('keeps its entropy and the values that it allows, as far as they are fixed', () => {
    const imported = importRule(`entropy = 3.5\n[[rules.allowlists]]\nregexes = ['''^acme_test''', '''(?i)example$''', '''.+DUMMY''', '''^(?:foo|bar)-x$''', '''[0-9]{4}''']\nstopwords = ["sample"]`);
    expect(imported.rules[0]?.checks).toEqual([{ entropy: { min: 3.5 } }, { lacks: ['example', 'DUMMY', 'sample'] }, { never: ['acme_test*', 'foo-x', 'bar-x'] }]);
    expect(leftOut(imported)).toEqual(['rule acme, allow list 1, value 5: it allows values by more than a fixed text']);
  });

  it('writes values that may be keys down by their hash', () => {
    const imported = importRule(`[[rules.allowlists]]\nregexes = ['''^${KEY}$''', '''${KEY}''']\nstopwords = ["${KEY}"]`);
    expect(JSON.stringify(imported)).not.toContain(KEY);
    expect(imported.rules[0]?.checks).toEqual([{ never: [`sha256:${createHash('sha256').update(KEY).digest('hex').slice(0, 16)}`] }]);
  });

  it('that holds in some paths only is off elsewhere', () => {
    expect(importRule(String.raw`path = '''\.env$'''`).overrides).toMatchObject([{ paths: ['*'], off: true }, { paths: ['*.env'], off: false, rules: ['gitleaks-acme'] }]);
  });

  it('tells everything that it cannot say', () => {
    const imported = importRule(`wonder = 1\nvalidate = "x"\n[[rules.required]]\nid = "other"\n[[rules.allowlists]]\ncondition = "AND"\npaths = ['''a''']\nregexes = ['''b''']\n[[rules.allowlists]]\nregexTarget = "line"\nregexes = ['''acme''']\n[[rules.allowlists]]\ncommits = ["abc"]\nmiracle = true`);
    expect(leftOut(imported).map((text) => text.split(': ')[0])).toEqual(['rule acme, allow list 1', 'rule acme, allow list 2, regexes', 'rule acme, allow list 3, commits', 'rule acme, allow list 3, miracle', 'rule acme, validate', 'rule acme, wonder']);
    expect(imported.notes).toContainEqual({ effect: 'changed', subject: 'rule acme', why: 'it is found without its companion rules, too' });
  });

  it.each([
    ['without a pattern', 'id = "x"', /no pattern/],
    ['that looks for files', String.raw`id = "x"` + "\npath = '''p12$'''", /by their name/],
    ['that is a part of others', "id = \"x\"\nregex = '''acme_[a-z]{9}'''\nskipReport = true", /not reported/],
    ['that a linear engine cannot run', "id = \"x\"\nregex = '''acme_(?=x)'''", /ahead/],
    ['for values without a form', "id = \"generic-api-key\"\nregex = '''key=[a-z]{9}'''", /generic-secret/],
  ])('%s is left out', (_, body, why) => {
    const imported = importGitleaks(`[[rules]]\n${body}`, 'a.toml', 'gitleaks');
    expect(imported.rules).toEqual([]);
    expect(leftOut(imported).join()).toMatch(why);
  });

  it('whose name is taken gets another', () => {
    const imported = importRule("[[rules]]\nid = \"ACME\"\nregex = '''acme-[0-9]{24}'''");
    expect(imported.rules.map(({ id }) => id)).toEqual(['gitleaks-acme', 'gitleaks-acme-2']);
  });
});

describe('an allow list for all rules', () => {
  it('excludes paths, and allows values for what was taken over', () => {
    const imported = importRule('', "[[allowlists]]\npaths = ['''^docs/''']\nstopwords = [\"sample\"]");
    expect(imported.exclude).toEqual(['docs/**']);
    expect(imported.rules[0]?.checks).toEqual([{ lacks: ['sample'] }]);
    expect(imported.notes).toContainEqual(expect.objectContaining({ effect: 'changed', subject: 'allow list 1, values' }));
  });

  it('is for the rules that it names, also for built-in ones', () => {
    const { overrides, notes } = importRule('', "[[allowlists]]\ntargetRules = [\"acme\", \"jwt\"]\npaths = ['''^docs/''']\n[[allowlists]]\ntargetRules = [\"gone\"]\npaths = ['''a''']");
    expect(overrides).toMatchObject([{ paths: ['docs/**'], rules: ['gitleaks-acme', 'jwt-token'], off: true }]);
    expect(notes).toContainEqual(expect.objectContaining({ effect: 'left-out', subject: 'paths of rule gone' }));
  });

  it('of an older release is read, too', () => {
    expect(importRule("[rules.allowlist]\npaths = ['''^a/''']", "[allowlist]\npaths = ['''^docs/''']")).toMatchObject({ exclude: ['docs/**'], overrides: [{ paths: ['a/**'] }] });
  });
});

describe('a filter of betterleaks', () => {
  const filter = (text: string): Imported => importRule(`filter = '''\n${text}\n'''`, '', 'betterleaks');

  it('is taken over term by term', () => {
    const imported = filter('(filter.entropy(finding["secret"]) <= 3.5) || // low\nfailsTokenEfficiency(finding["secret"]) ||\nfilter.containsAny(finding["secret"], ["_MOCK_", `it || is`]) || filter.matchesAny(attributes[?"path"].orValue(""), [r"""(?i)\\.md$"""])');
    expect(imported.rules[0]?.checks).toEqual([{ entropy: { min: 3.5 } }, { lacks: ['_MOCK_', 'it || is'] }, { words: true }]);
    expect(imported.overrides).toMatchObject([{ paths: ['*.[Mm][Dd]'], rules: ['betterleaks-acme'], off: true }]);
    expect(leftOut(imported)).toEqual([]);
  });

  it.each(['filter.entropy(finding["secret"]) <= 2.5 && filter.failsTokenEfficiency(finding["secret"])', 'finding["secret"] == "x"', 'let _ = filter.setConfidence("low"); false', '(((', ')))||'])('is told where it is more: %s', (text) => {
    const imported = filter(text);
    expect(imported.rules).toHaveLength(1);
    expect(imported.rules[0]?.checks).toEqual([]);
    expect(leftOut(imported).join()).toMatch(/filter term \d: this expression/);
  });
});
