import type { Oid } from '#core/origin.ts';
import { BatchParser, type ObjectFault, type ObjectItem } from './batch-parser.ts';
import { GitError, gitFailure, type GitEnd } from './git-error.ts';
import type { Git } from './git.ts';
import { OidQueue } from './oid-queue.ts';
import { runGitSync, startGit } from './spawn.ts';

const BATCH = ['cat-file', '--batch', '--buffer'] as const;

/** A git that ends itself with this code has met something that it cannot read. */
const DIED = 128;

/**
 * Reads objects in the order asked, streamed, by `git cat-file --batch`. Each id is answered by its pieces or by a
 * fault (faults may come late). Where git dies of a corrupt object, that object becomes a fault and the reading goes
 * on after it.
 * @throws GitError when git is killed, answers fewer objects than were asked for, or others; UsageError outside a repository
 */
export async function* readObjects(git: Git, oids: AsyncIterable<Oid> | Iterable<Oid>): AsyncGenerator<ObjectItem, void, undefined> {
  const queue = new OidQueue(oids);
  while (!(await queue.isDone())) yield* readUntilDeath(git, queue);
}

/** One `cat-file` process: until all is answered, or until git dies of an object. */
async function* readUntilDeath(git: Git, queue: OidQueue): AsyncGenerator<ObjectItem, void, undefined> {
  const running = startGit(git, BATCH, queue.lines());
  // Its failure is thrown below; until then it must not count as unhandled.
  running.end.catch(() => undefined);
  const parser = new BatchParser();
  const missing: Oid[] = [];
  let ended = false;
  try {
    for await (const bytes of running.stdout) {
      for (const item of parser.push(bytes)) {
        if (item.kind === 'fault' || item.last) queue.answered(item.oid);
        if (item.kind === 'fault') missing.push(item.oid);
        else yield item;
      }
    }
    ended = true;
  } finally {
    if (!ended) running.stop();
  }
  yield* faultsOf({ end: await running.end, parser, queue, missing, cwd: git.cwd });
}

interface Outcome {
  readonly end: GitEnd;
  readonly parser: BatchParser;
  readonly queue: OidQueue;
  readonly missing: readonly Oid[];
  readonly cwd: string;
}

/** What git did not give, now that its last words are known. A death that is not about an object is an error. */
function* faultsOf({ end, parser, queue, missing, cwd }: Outcome): Generator<ObjectFault, void, undefined> {
  for (const oid of missing) yield missingFault(oid, end.stderr);
  if (end.code !== 0) {
    const open = parser.open ?? { oid: queue.first, offset: 0 };
    if (open.oid === undefined || !isObjectDeath(end)) throw gitFailure(end, cwd);
    queue.answered(open.oid);
    yield { kind: 'fault', oid: open.oid, fault: 'corrupt', given: open.offset };
  } else if (!parser.isBetween || queue.waiting > 0) {
    throw new GitError(end, 'ended before it had answered every object');
  }
}

/** Git says `missing` of an unreadable loose object too, and complains of it by name on standard error. */
function missingFault(oid: Oid, stderr: string): ObjectFault {
  return { kind: 'fault', oid, fault: stderr.includes(oid) ? 'corrupt' : 'missing', given: 0 };
}

/** Git ended itself over something that it read; not killed, not refused, not out of memory. */
function isObjectDeath({ code, stderr }: GitEnd): boolean {
  return code === DIED && stderr.trim() !== '' && !/not a git repository|ownership|[Oo]ut of memory/.test(stderr);
}

/**
 * Reads objects at once, for the hook. The whole answer is held in memory.
 * @param maxBytes greatest answer; more is a GitError
 * @throws GitError as `readObjects` does, and for a corrupt object too
 */
export function readObjectsSync(git: Git, oids: readonly Oid[], maxBytes?: number): ObjectItem[] {
  if (oids.length === 0) return [];
  const input = Buffer.from(`${oids.join('\n')}\n`);
  const answer = runGitSync(git, BATCH, { input, ...(maxBytes === undefined ? {} : { maxBytes }) });
  const parser = new BatchParser();
  const items = [...parser.push(answer.stdout)].map((item) => (item.kind === 'fault' ? missingFault(item.oid, answer.stderr) : item));
  const answered = items.filter((item) => item.kind === 'fault' || item.last);
  if (!parser.isBetween || answered.length !== oids.length || answered.some((item, index) => item.oid !== oids[index])) {
    throw new GitError({ command: 'cat-file', code: answer.code, signal: null, stderr: answer.stderr }, 'ended before it had answered every object');
  }
  return items;
}

export interface ObjectHeader {
  readonly oid: Oid;
  /** Undefined when the object is not there. */
  readonly type: string | undefined;
  readonly size: number;
}

/** Types and sizes of objects, without their content. */
export function readHeadersSync(git: Git, oids: readonly Oid[]): ObjectHeader[] {
  if (oids.length === 0) return [];
  const answer = runGitSync(git, ['cat-file', '--batch-check', '--buffer'], { input: Buffer.from(`${oids.join('\n')}\n`) });
  const lines = answer.stdout.toString('latin1').split('\n').slice(0, -1);
  if (lines.length !== oids.length) {
    throw new GitError({ command: 'cat-file', code: answer.code, signal: null, stderr: answer.stderr }, 'ended before it had answered every object');
  }
  return lines.map((line) => {
    const [oid = '', type, size] = line.split(' ');
    return { oid, type: type === 'missing' ? undefined : type, size: Number(size ?? 0) };
  });
}
