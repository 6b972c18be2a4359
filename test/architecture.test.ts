import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('../src/', import.meta.url).pathname;
const FILES = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
const LEVEL: ReadonlyMap<string, number> = new Map(
  [['core'], ['yaml', 'ruleset', 'config', 'detect', 'report', 'hygiene'], ['git', 'sources', 'engine', 'http', 'providers', 'sinks', 'store'], ['app'], ['cli', 'hook', 'action'], ['bin', 'index.ts']].flatMap(
    (rooms, level) => rooms.map((room): [string, number] => [room, level]),
  ),
);
const BROTHERS = new Set(['sources>git', 'engine>git', 'engine>detect', 'providers>http', 'sinks>http', 'detect>ruleset', 'ruleset>yaml', 'config>yaml']);
const PURE = new Set(['core', 'yaml', 'ruleset', 'config', 'detect', 'report', 'hygiene']);
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
    const allowed = /^(index\.ts|core\/(secret|fingerprint|key-name)|detect\/|app\/(finding-book|redact|newness|known-keys)|action\/masks|providers\/|sinks\/)/;
    expect(FILES.filter((file) => /\.reveal\(\)/.test(textOf(file)) && !allowed.test(file))).toEqual([]);
  });

  it('keeps files within 300 lines', () => {
    expect(FILES.filter((file) => !GENERATED.test(file) && textOf(file).split('\n').length > 300)).toEqual([]);
  });

  it('names no registry of packages: its address is the user\u2019s to choose', () => {
    // In parts, so that this file names none either.
    const hosts = [['py', 'pi.org'], ['registry.npm', 'js.'], ['npm', 'js.com'], ['npm', 'js.org'], ['ruby', 'gems.org'], ['//crates', '.io'], ['proxy.go', 'lang.org'], ['python', 'hosted.org']].map((parts) => parts.join(''));
    const top = new URL('../', import.meta.url).pathname;
    const inFolders = ['src', 'rules', 'tools', 'docs', 'test', 'bench', 'schema', 'templates', '.github', '.ci', 'dist/action'].flatMap((folder) =>
      readdirSync(top + folder, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [`${entry.parentPath}/${entry.name}`] : [])),
    );
    const files = [...inFolders, ...readdirSync(top, { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [top + entry.name] : []))];
    expect(files.length).toBeGreaterThan(1000);
    expect(files.filter((file) => hosts.some((host) => readFileSync(file, 'latin1').includes(host)))).toEqual([]);
  });

  it('has no drawer for things without a place', () => {
    expect(FILES.filter((file) => /(^|\/)(utils?|helpers?|common|shared|misc)(\/|\.ts$)/.test(file))).toEqual([]);
  });
});
