import { UsageError } from '#core/errors.ts';
import type { Oid } from '#core/origin.ts';

/** One ref of a push: what it becomes and what it was. */
export interface PushedRef {
  /** Name at the receiver. */
  readonly ref: string;
  /** Object that the ref is to name; undefined for a deletion. */
  readonly tip: Oid | undefined;
  /** Object that the ref names now; undefined for a new ref. */
  readonly old: Oid | undefined;
}

const OID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * Standard input of pre-push: `<local ref> SP <local id> SP <remote ref> SP <remote id> LF` for each ref (githooks(5)).
 * A deletion has the local ref `(delete)` and an id of zeros, a new ref has zeros as remote id.
 * @throws UsageError for a line of another form: to pass over it would let a push through unread
 */
export function parsePrePush(text: string): PushedRef[] {
  return linesOf(text).map((line) => {
    // A local ref may be any expression, such as `HEAD~1` or `:/text with spaces`, so the line is read from its end.
    const match = /^.* ([0-9a-f]+) (\S+) ([0-9a-f]+)$/.exec(line);
    if (match === null) throw badLine('pre-push');
    return refOf(match[2], match[1], match[3], 'pre-push');
  });
}

/** Standard input of pre-receive: `<old id> SP <new id> SP <ref> LF` for each ref (githooks(5)). @throws UsageError */
export function parsePreReceive(text: string): PushedRef[] {
  return linesOf(text).map((line) => {
    const [old, tip, ref] = line.split(' ');
    return refOf(ref, tip, old, 'pre-receive');
  });
}

/** Arguments of update: the ref, its old id and its new one (githooks(5)). @throws UsageError */
export function parseUpdate([ref, old, tip]: readonly string[]): PushedRef[] {
  return [refOf(ref, tip, old, 'update')];
}

/** The pre-commit framework reads standard input itself and hands the range over in variables. */
export function pushFromFramework(env: Readonly<Record<string, string | undefined>>): PushedRef[] {
  const [tip, old, ref] = [env['PRE_COMMIT_TO_REF'], env['PRE_COMMIT_FROM_REF'], env['PRE_COMMIT_REMOTE_BRANCH']];
  return tip === undefined || !OID.test(tip) ? [] : [refOf(ref ?? 'HEAD', tip, old ?? zeros(tip), 'pre-push')];
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line !== '');
}

function refOf(ref: string | undefined, tip: string | undefined, old: string | undefined, hook: string): PushedRef {
  if (ref === undefined || ref === '' || tip === undefined || !OID.test(tip)) throw badLine(hook);
  // A framework may give a name for the old side; without an id nothing is taken as known, and more is read.
  const known = old !== undefined && OID.test(old) && !isZero(old) ? old : undefined;
  return { ref, tip: isZero(tip) ? undefined : tip, old: known };
}

function isZero(oid: Oid): boolean {
  return /^0+$/.test(oid);
}

function zeros(oid: Oid): Oid {
  return '0'.repeat(oid.length);
}

function badLine(hook: string): UsageError {
  return new UsageError(`git handed the ${hook} hook something unexpected`, `let git call it: standard input and arguments must reach stanch hook ${hook} as they are`);
}
