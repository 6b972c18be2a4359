import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('../src/', import.meta.url).pathname;
const FILES = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
const LEVEL: ReadonlyMap<string, number> = new Map(
  [['core'], ['ruleset', 'config', 'detect', 'report', 'hygiene'], ['git', 'sources', 'engine', 'http', 'providers', 'sinks', 'store'], ['app'], ['cli', 'hook', 'action'], ['bin', 'index.ts']].flatMap(
    (rooms, level) => rooms.map((room): [string, number] => [room, level]),
  ),
);
const BROTHERS = new Set(['sources>git', 'engine>git', 'engine>detect', 'providers>http', 'sinks>http', 'detect>ruleset']);
const PURE = new Set(['core', 'ruleset', 'config', 'detect', 'report', 'hygiene']);
/** Data that scripts write: no prose, no limits. */
const GENERATED = /\.generated\.ts$/;

const textOf = (file: string): string => readFileSync(ROOT + file, 'utf8');
const roomOf = (file: string): string => file.split('/')[0] ?? '';
const withoutComments = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '');

function forbiddenArrows(file: string): string[] {
  const from = roomOf(file);
  return [...textOf(file).matchAll(/from '#([a-z]+)\//g)].flatMap(([, to = '']) => {
    if (to === from || BROTHERS.has(`${from}>${to}`)) return [];
    return (LEVEL.get(to) ?? Number.POSITIVE_INFINITY) < (LEVEL.get(from) ?? -1) ? [] : [`${file} -> ${to}`];
  });
}

describe('the house', () => {
  it('was seen', () => {
    expect(FILES.length).toBeGreaterThan(60);
  });

  it('has only rooms that have a level', () => {
    expect(FILES.map(roomOf).filter((room) => !LEVEL.has(room))).toEqual([]);
  });

  it('has arrows that go down only', () => {
    expect(FILES.flatMap(forbiddenArrows)).toEqual([]);
  });

  it('keeps the engine pure', () => {
    const impure = FILES.filter((file) => PURE.has(roomOf(file))).filter((file) =>
      /\bprocess\.|\bconsole\.|Date\.now\(|Math\.random\(|new Date\(\)|node:(fs|child_process|net|http|https|process)/.test(withoutComments(textOf(file))),
    );
    expect(impure).toEqual([]);
  });

  it('speaks to the console only through its ports', () => {
    expect(FILES.filter((file) => /\bconsole\./.test(withoutComments(textOf(file))))).toEqual([]);
  });

  it('reveals raw keys only where they are judged, fingerprinted, redacted or used', () => {
    const allowed = /^(index\.ts|core\/(secret|fingerprint)|detect\/|app\/(finding-book|redact|newness|known-keys)|action\/masks|providers\/|sinks\/)/;
    expect(FILES.filter((file) => /\.reveal\(\)/.test(textOf(file)) && !allowed.test(file))).toEqual([]);
  });

  it('keeps files within 300 lines', () => {
    expect(FILES.filter((file) => !GENERATED.test(file) && textOf(file).split('\n').length > 300)).toEqual([]);
  });

  it('has no drawer for things without a place', () => {
    expect(FILES.filter((file) => /(^|\/)(utils?|helpers?|common|shared|misc)(\/|\.ts$)/.test(file))).toEqual([]);
  });
});
