import { ConfigError } from '#core/errors.ts';
import { BLOCK_END, BLOCK_START, hasBlock, replaceBlock } from './install-script.ts';

/** Lefthook finds no programs of `node_modules` by itself, so the whole path stands there; `{1}` is git's first argument. */
const LEFTHOOK_RUN: Readonly<Record<string, readonly string[]>> = {
  'pre-commit': ['run: node_modules/.bin/stanch hook pre-commit'],
  'commit-msg': ['run: node_modules/.bin/stanch hook commit-msg {1}'],
  'pre-push': ['run: node_modules/.bin/stanch hook pre-push {1}', 'use_stdin: true'],
  'post-checkout': ['run: node_modules/.bin/stanch hook post-checkout {1} {2} {3}'],
};

/** A text without any block of ours. */
export function withoutBlocks(text: string): string {
  let clean = text;
  while (hasBlock(clean)) clean = replaceBlock(clean, '') ?? clean;
  return clean;
}

/** lefthook.yml with a command for each hook: in the hook's own section where there is one, else in a new one at the end. */
export function editLefthook(text: string, hooks: readonly string[]): string {
  let edited = withoutBlocks(text);
  for (const hook of hooks) edited = addToSection(edited, hook, LEFTHOOK_RUN[hook] ?? []);
  return edited;
}

function addToSection(text: string, hook: string, run: readonly string[]): string {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => new RegExp(`^['"]?${hook}['"]?:`).test(line));
  if (at < 0) return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${block(0, [`${hook}:`, '  commands:', '    stanch:', ...run.map((line) => `      ${line}`)])}\n`;
  if (!/:\s*(?:#.*)?$/.test(lines[at] ?? '')) throw new ConfigError(`lefthook: "${hook}" is written on one line`, 'write it on several lines, then run stanch init again');
  const end = lines.findIndex((line, index) => index > at && /^[^\s#]/.test(line));
  const section = lines.slice(at + 1, end < 0 ? lines.length : end);
  const { offset, added } = itemFor(section, run);
  lines.splice(at + 1 + offset, 0, ...added.split('\n'));
  return lines.join('\n');
}

/** Where in a hook's section the command goes, and how it is written there. */
function itemFor(section: readonly string[], run: readonly string[]): { offset: number; added: string } {
  const list = section.findIndex((line) => /^\s+(?:commands|jobs):\s*(?:#.*)?$/.test(line));
  const indentOf = (line: string | undefined): number => /^ */.exec(line ?? '')?.[0].length ?? 0;
  const child = section.slice(list + 1).find((line) => line.trim() !== '' && !line.trim().startsWith('#'));
  if (list < 0) {
    const indent = child === undefined ? 2 : indentOf(child);
    return { offset: 0, added: block(indent, ['commands:', '  stanch:', ...run.map((line) => `    ${line}`)]) };
  }
  const isJobs = section[list]?.trim().startsWith('jobs') === true;
  const own = indentOf(section[list]);
  const indent = child === undefined || indentOf(child) < own + (isJobs ? 0 : 1) ? own + 2 : indentOf(child);
  return { offset: list + 1, added: block(indent, isJobs ? ['- name: stanch', ...run.map((line) => `  ${line}`)] : ['stanch:', ...run.map((line) => `  ${line}`)]) };
}

/** .pre-commit-config.yaml with a local repository of our hooks, first in the list `repos`. */
export function editFramework(text: string, hooks: readonly string[]): string {
  const entry = ['- repo: local', '  hooks:', ...hooks.flatMap(frameworkHook)];
  const clean = withoutBlocks(text);
  const lines = clean.split('\n');
  const at = lines.findIndex((line) => /^repos:\s*(?:#.*)?$/.test(line));
  const empty = lines.findIndex((line) => /^repos:\s*\[\s*\]\s*$/.test(line));
  if (empty >= 0) lines[empty] = 'repos:';
  if (at < 0 && empty < 0 && /^repos:/m.test(clean)) throw new ConfigError('.pre-commit-config.yaml: "repos" is written on one line', 'write it on several lines, then run stanch init again');
  if (at < 0 && empty < 0) return `${clean}${clean === '' || clean.endsWith('\n') ? '' : '\n'}repos:\n${block(2, entry)}\n`;
  const line = Math.max(at, empty);
  const item = lines.slice(line + 1).find((text_) => /^\s*- /.test(text_));
  lines.splice(line + 1, 0, ...block(/^ */.exec(item ?? '  ')?.[0].length ?? 2, entry).split('\n'));
  return lines.join('\n');
}

const frameworkHook = (stage: string): string[] => [
  `    - id: stanch-${stage}`,
  `      name: stanch ${stage}`,
  `      entry: node_modules/.bin/stanch hook ${stage}`,
  '      language: system',
  `      stages: [${stage}]`,
  '      always_run: true',
  // The message file is an argument; the others take their work from git.
  `      pass_filenames: ${String(stage === 'commit-msg')}`,
];

function block(indent: number, lines: readonly string[]): string {
  return [BLOCK_START, ...lines, BLOCK_END].map((line) => `${' '.repeat(indent)}${line}`).join('\n');
}
