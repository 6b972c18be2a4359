import process from 'node:process';
import { EXIT } from '#core/exit-code.ts';

/**
 * Ends the run for an error that nobody has caught. Node itself would end with 1, which means findings here, and print
 * words that may quote what was scanned: only the kind of the error is told.
 */
export function guardProcess(): void {
  process.on('uncaughtException', (error: unknown) => {
    process.stderr.write(`stanch: internal error: ${error instanceof Error ? error.name : 'unknown'}, not caught\n  please report it, with the command that you called\n`);
    process.exit(EXIT.internal);
  });
}

/** Ends the run where what it says cannot be written: a report that is not whole must not pass for one. */
export function endUnwritten({ code = 'unknown' }: NodeJS.ErrnoException): never {
  process.stderr.write(`stanch: what was found cannot be written (${code})\n  the report is not whole: make room, or write it elsewhere with --output\n`);
  return process.exit(EXIT.incomplete);
}

/** The folder that stanch was started in; without one nothing can be looked for. */
export function startFolder(): string {
  try {
    return process.cwd();
  } catch {
    // Somebody has deleted it meanwhile: no error of ours, and all that can be said.
    process.stderr.write('stanch: the folder that this was started in is gone\n  go to one that is there, and start again\n');
    return process.exit(EXIT.usage);
  }
}
