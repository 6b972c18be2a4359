import ignore from 'ignore';
import type { DockerFacts } from './facts.ts';

/** A file that a build copies into an image. */
export interface DockerCopy {
  readonly dockerfile: string;
  /** Line of the COPY or ADD. */
  readonly line: number;
}

interface CopyLine {
  readonly line: number;
  /** Sources relative to the context, without `./` and trailing `/`; empty = the whole context. */
  readonly sources: readonly string[];
}

/** Where the build of `docker` copies `path`; undefined when it does not. The context is the Dockerfile's own folder. */
export function findDockerCopy(docker: DockerFacts, path: string): DockerCopy | undefined {
  const folder = docker.path.slice(0, docker.path.lastIndexOf('/') + 1);
  if (!path.startsWith(folder)) return undefined;
  const inside = path.slice(folder.length);
  if (isDockerIgnored(docker.ignoreFile?.text ?? '', inside)) return undefined;
  const copy = copyLines(docker.text).find(({ sources }) => sources.some((source) => covers(source, inside)));
  return copy === undefined ? undefined : { dockerfile: docker.path, line: copy.line };
}

/**
 * Ignore rules of Docker: as of .gitignore, the last one that fits decides, but each is anchored at the root of the
 * context (docs.docker.com, "dockerignore files").
 */
function isDockerIgnored(text: string, path: string): boolean {
  const rules = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => (line.startsWith('!') ? `!/${cleaned(line.slice(1))}` : `/${cleaned(line)}`))
    .map((line) => (/^!?\/$/.test(line) ? `${line}**` : line));
  return ignore({ ignorecase: false }).add(rules).ignores(path);
}

function cleaned(path: string): string {
  return path.trim().replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '').replace(/^\.$/, '');
}

/** COPY and ADD lines that read the context (not another stage); continuation lines are joined. */
function copyLines(text: string): CopyLine[] {
  const found: CopyLine[] = [];
  let pending = '';
  let first = 0;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    if (pending === '') first = index + 1;
    else if (/^\s*#/.test(raw)) continue;
    pending += raw.replace(/\\\s*$/, ' ');
    if (/\\\s*$/.test(raw)) continue;
    const sources = sourcesOf(pending);
    if (sources.length > 0) found.push({ line: first, sources });
    pending = '';
  }
  return found;
}

function sourcesOf(instruction: string): string[] {
  const rest = /^\s*(?:COPY|ADD)\s+(.+)$/i.exec(instruction)?.[1];
  if (rest === undefined || /--from=/.test(rest)) return [];
  const words = rest.trim().startsWith('[') ? [...rest.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '') : rest.split(/\s+/).filter((word) => word !== '' && !word.startsWith('--'));
  return words.slice(0, -1).filter((word) => !/^(?:https?:|git@|<<)/.test(word)).map(cleaned);
}

function covers(source: string, path: string): boolean {
  if (source === '' || source === path || path.startsWith(`${source}/`)) return true;
  // Docker's `*` does not match a slash, but does match a leading dot; a matched folder is copied whole.
  return /[*?[]/.test(source) && ignore({ ignorecase: false }).add(`/${source}`).ignores(path);
}
