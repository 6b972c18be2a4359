import { findDockerCopy } from './docker-context.ts';
import { isIgnored, isShared, type HygieneFacts, type IgnoreRule } from './facts.ts';
import { wouldPublish } from './npm-package.ts';
import type { Problem } from './problem.ts';
import { findRealValues } from './real-value.ts';
import { nameKindOf, type NameKind } from './sensitive-name.ts';

/** All problems that the facts show, in order of path. Pure: the same facts give the same problems. */
export function judgeHygiene(facts: HygieneFacts): Problem[] {
  const problems = [
    ...facts.tracked.flatMap((path) => judgeTracked(path, facts)),
    ...facts.untracked.flatMap((path) => judgeUntracked(path, facts)),
    ...judgeHistory(facts),
    ...[...facts.tracked, ...facts.untracked].flatMap((path) => judgeShipping(path, facts)),
  ];
  return problems.sort((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)));
}

function judgeTracked(path: string, facts: HygieneFacts): Problem[] {
  const kind = nameKindOf(path);
  if (kind === undefined) return [];
  if (kind.kind === 'example') return findRealValues(facts.texts.get(path) ?? '').map((value) => ({ code: 'example-real-value', path, ...value }));
  if (kind.kind === 'credential') return holdsCredential(path, kind.proof, facts) ? [{ code: 'credentials-tracked', path, what: kind.what }] : [];
  const rule = facts.ignore.get(path);
  return [isIgnored(rule) ? { code: 'env-tracked-though-ignored', path, rule } : { code: 'env-tracked', path }];
}

function judgeUntracked(path: string, facts: HygieneFacts): Problem[] {
  const kind = nameKindOf(path);
  if (kind === undefined || kind.kind === 'example') return [];
  const rule = facts.ignore.get(path);
  if (kind.kind === 'credential') {
    return isIgnored(rule) || !holdsCredential(path, kind.proof, facts) ? [] : [{ code: 'credentials-not-ignored', path, what: kind.what }];
  }
  if (isIgnored(rule)) return isShared(rule) ? [] : [{ code: 'env-ignored-here-only', path, rule }];
  if (rule !== undefined) return [{ code: 'env-ignore-undone', path, rule }];
  const top = rootRuleFor(path, facts);
  return [top === undefined ? { code: 'env-not-ignored', path } : { code: 'env-nested-not-ignored', path, rule: top }];
}

/** The rule that ignores the file of the same name in the top folder, for one that stands deeper. */
function rootRuleFor(path: string, facts: HygieneFacts): IgnoreRule | undefined {
  const slash = path.lastIndexOf('/');
  const rule = slash < 0 ? undefined : facts.ignore.get(path.slice(slash + 1));
  return isIgnored(rule) ? rule : undefined;
}

function holdsCredential(path: string, proof: RegExp | undefined, facts: HygieneFacts): boolean {
  return proof === undefined || proof.test(facts.texts.get(path) ?? '');
}

/** True where the name alone says that a file holds keys: what stood in an old one is not read here. */
function saysAll(kind: NameKind | undefined): boolean {
  return kind?.kind === 'env' || (kind?.kind === 'credential' && kind.proof === undefined);
}

/** Files that history holds and the index does not: what is still there is told as tracked. */
function judgeHistory(facts: HygieneFacts): Problem[] {
  const tracked = new Set(facts.tracked);
  return [...facts.history].flatMap(([path, commit]) => (saysAll(nameKindOf(path)) && !tracked.has(path) ? [{ code: 'env-in-history', path, commit } as const] : []));
}

function judgeShipping(path: string, facts: HygieneFacts): Problem[] {
  const kind = nameKindOf(path);
  if (kind === undefined || kind.kind === 'example') return [];
  if (kind.kind === 'credential' && !holdsCredential(path, kind.proof, facts)) return [];
  const problems: Problem[] = [];
  for (const docker of facts.docker) {
    const copy = findDockerCopy(docker, path);
    if (copy === undefined) continue;
    const folder = docker.path.slice(0, docker.path.lastIndexOf('/') + 1);
    problems.push({ code: 'in-docker-image', path, ...copy, ignoreFile: docker.ignoreFile?.path ?? `${folder}.dockerignore` });
    break;
  }
  const npm = nearestPackage(path, facts);
  if (npm !== undefined && wouldPublish(npm, path, facts.ignore.get(path))) problems.push({ code: 'in-npm-tarball', path, manifest: npm.path });
  return problems;
}

/** The package that a file belongs to: that of the deepest folder around it. */
function nearestPackage(path: string, facts: HygieneFacts): HygieneFacts['packages'][number] | undefined {
  const folderOf = (manifest: string): string => manifest.slice(0, manifest.lastIndexOf('/') + 1);
  const around = facts.packages.filter((npm) => path.startsWith(folderOf(npm.path)));
  return around.sort((a, b) => b.path.length - a.path.length)[0];
}
