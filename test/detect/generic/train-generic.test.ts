import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeJudge } from '#detect/generic/score.ts';
import { boost } from '../../../tools/train-generic/boost.ts';
import { cleanRows } from '../../../tools/train-generic/clean.ts';
import { cleanFolder, parseCleanList, readCleanList, teaches, type CleanPackage } from '../../../tools/train-generic/clean-list.ts';
import { featuresOf } from '#detect/generic/features.ts';
import { invent } from '../../../tools/train-generic/generate.ts';
import { modelText } from '../../../tools/train-generic/write-model.ts';

const hashed = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;
const PACKAGES: readonly CleanPackage[] = ['one', '@two/a', 'three', 'four', 'five', 'six'].map((name) => ({ kind: 'npm', name, version: '1.0.0', integrity: hashed(name) }));

describe('the list of clean packages', () => {
  it('pins a version and a hash for each, sorted, none twice', () => {
    const list = readCleanList();
    const lines = list.map(({ kind, name, version, integrity }) => `${kind} ${name}@${version} ${integrity}`);

    expect(list.length).toBeGreaterThan(400);
    expect(lines).toEqual([...lines].sort());
    expect(new Set(list.map(({ kind, name }) => `${kind} ${name}`)).size).toBe(list.length);
    expect(list.every(({ integrity }) => Buffer.from(integrity.slice(7), 'base64').length * 8 === Number(integrity.slice(3, 6)))).toBe(true);
  });

  it('refuses a line without a version or a hash', () => {
    expect(() => parseCleanList('npm lodash sha512-AAAA')).toThrow(RangeError);
    expect(() => parseCleanList('npm lodash@1.0.0')).toThrow(RangeError);
    expect(() => parseCleanList('gems rails@1.0.0 sha256-AAAA')).toThrow(RangeError);
  });

  it('is halved by names: neither the order nor a version moves a package', () => {
    const list = readCleanList();
    const taught = list.filter(teaches).length;

    expect(list.map((each) => teaches({ ...each, version: '0.0.1', integrity: '' }))).toEqual(list.map(teaches));
    expect(taught / list.length).toBeGreaterThan(0.4);
    expect(taught / list.length).toBeLessThan(0.6);
  });
});

describe('candidates of clean packages', () => {
  let cache = '';
  beforeEach(() => {
    cache = mkdtempSync(join(tmpdir(), 'stanch-clean-'));
    for (const each of PACKAGES) {
      const folder = cleanFolder(cache, each);
      mkdirSync(join(folder, 'node_modules/bundled'), { recursive: true });
      writeFileSync(join(folder, 'index.js'), `const password = 'a value of ${each.name}';\n`);
      writeFileSync(join(folder, 'node_modules/bundled/index.js'), "const password = 'bundled value';\n");
    }
  });
  afterEach(() => rmSync(cache, { recursive: true }));

  it('come from the listed packages alone, each in its half', () => {
    const all = cleanRows(PACKAGES, { cache, weight: 1 });
    mkdirSync(join(cache, 'npm/stranger@1.0.0'));
    writeFileSync(join(cache, 'npm/stranger@1.0.0/index.js'), "const password = 'a stranger';\n");
    const again = cleanRows(PACKAGES, { cache, weight: 1 });

    const valuesOf = (rows: typeof all.taught): string[] => rows.map(({ candidate }) => candidate.value);
    expect(valuesOf(all.taught)).toEqual(PACKAGES.filter(teaches).map(({ name }) => `a value of ${name}`));
    expect(valuesOf(all.measured)).toEqual(PACKAGES.filter((each) => !teaches(each)).map(({ name }) => `a value of ${name}`));
    expect(again).toEqual(all);
  });

  it('are none at all when a package is missing', () => {
    rmSync(cleanFolder(cache, PACKAGES[2] as CleanPackage), { recursive: true });

    expect(() => cleanRows(PACKAGES, { cache, weight: 1 })).toThrow(/1 of 6 packages are not in/);
  });
});

describe('training', () => {
  const examples = invent(200).map(({ candidate, isSecret }) => ({ values: featuresOf(candidate), isSecret, weight: 1 }));
  const options = { rounds: 10, rate: 0.2, ridge: 2, leastHessian: 1 };

  it('gives the same bytes for the same examples', () => {
    const thresholds = { high: 0.9, medium: 0.5, low: 0.2 };

    expect(modelText(boost(examples, options), thresholds)).toBe(modelText(boost(examples, options), thresholds));
  });

  it('tells most examples apart that it was shown', () => {
    const judge = makeJudge(boost(examples, options));
    const right = examples.filter(({ values, isSecret }) => judge(values) >= 0.5 === isSecret).length;

    expect(right / examples.length).toBeGreaterThan(0.8);
  });
});
