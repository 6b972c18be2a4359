import { EXIT, type ExitCode } from './exit-code.ts';

/** A failure that a person can do something about: one line, no stack, a known exit code. */
export class StanchError extends Error {
  readonly exitCode: ExitCode;
  /** What to do next, one line. */
  readonly hint: string | undefined;

  constructor(message: string, options: { exitCode: ExitCode; hint?: string; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.exitCode = options.exitCode;
    this.hint = options.hint;
  }
}

/** Wrong words on the command line: unknown flag, ref or rule id, not a repository. */
export class UsageError extends StanchError {
  constructor(message: string, hint?: string, cause?: unknown) {
    super(message, { exitCode: EXIT.usage, cause, ...(hint === undefined ? {} : { hint }) });
  }
}

/** A configuration, rule or baseline file that does not hold; names file, line and key. */
export class ConfigError extends StanchError {
  constructor(message: string, hint?: string, cause?: unknown) {
    super(message, { exitCode: EXIT.usage, cause, ...(hint === undefined ? {} : { hint }) });
  }
}

/** Something that was to be read could not be: git died, a worker failed, a pipe broke. Never "clean". */
export class IncompleteError extends StanchError {
  constructor(message: string, hint?: string, cause?: unknown) {
    super(message, { exitCode: EXIT.incomplete, cause, ...(hint === undefined ? {} : { hint }) });
  }
}
