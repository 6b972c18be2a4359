import { StanchError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';

/** A line of V8's stack: a function and its place, or a place alone. */
const FRAME = /^\s+at (?:[\w$.<>[\] #]+ \()?(?:file:\/\/|node:)?[^()]+:\d+:\d+\)?$/;
const MAX_CAUSES = 4;

/** Where an error came up. Its words are cut off: they may quote what was scanned. */
function framesOf(error: Error): readonly string[] {
  const stack = error.stack ?? '';
  const start = stack.indexOf(error.message);
  if (start < 0) return [];
  return stack.slice(start + error.message.length).split('\n').filter((line) => FRAME.test(line));
}

/** The words of an unexpected error may quote what was scanned, so only its kind and the place in our own code are told. */
function internalText(error: unknown): string {
  if (!(error instanceof Error)) return 'internal error: unknown';
  const place = /([\w.-]+\.[cm]?[jt]s:\d+):\d+\)?$/.exec(framesOf(error)[0] ?? '')?.[1];
  return `internal error: ${error.name}${place === undefined ? '' : ` at ${place}`}`;
}

/** Kinds and places of an error and of what caused it, for those who mend stanch. */
function traceText(error: unknown): string {
  const lines: string[] = [];
  for (let at = error, depth = 0; at instanceof Error && depth < MAX_CAUSES; at = at.cause, depth++) {
    lines.push(`  ${depth === 0 ? '' : 'caused by '}${at.name}`, ...framesOf(at));
  }
  return lines.map((line) => `${printable(line)}\n`).join('');
}

/**
 * What people are told of an error: one line, what to do about it, and with `debug` where it came up.
 * Holds no text of an error that is not our own.
 */
export function errorText(error: unknown, debug: boolean): string {
  const known = error instanceof StanchError ? error : undefined;
  const hint = known === undefined ? 'please report it, with the command that you called' : known.hint;
  const head = `stanch: ${printable(known?.message ?? internalText(error))}\n${hint === undefined ? '' : `  ${printable(hint)}\n`}`;
  return debug ? `${head}${traceText(error)}` : head;
}
