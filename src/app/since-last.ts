import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '#core/errors.ts';
import type { Notice } from '#core/report.ts';
import type { EngineName } from '#engine/choose-engine.ts';
import { DocumentMemory } from '#engine/document-memory.ts';
import { readAuditState, writeAuditState, type AuditState, type StateFault } from '#store/audit-state.ts';
import { openStateKey, stateKeyPath } from '#store/state-key.ts';
import type { Repository } from './repository.ts';
import type { RunRules } from './run-rules.ts';
import type { Context } from './scan-settings.ts';

/** @throws UsageError for options that leave nothing to remember */
export function checkSinceLast({ since, engine }: { readonly since?: string; readonly engine?: EngineName }): void {
  if (since !== undefined) throw new UsageError('--since and --since-last do not go together', '--since-last reads the whole history, and what it knows more quickly');
  if (engine !== undefined && engine !== 'pack') throw new UsageError(`--since-last needs the pack engine, not ${engine}`);
}

/**
 * Digest of everything but the repository that findings depend on. The workers' program holds all that looks for keys;
 * V8 runs the patterns.
 */
function digestOf(rules: RunRules, { settings, version, workerEntry }: Context): string {
  const program = workerEntry === undefined ? '' : createHash('sha256').update(readFileSync(workerEntry.url)).digest('hex');
  const { depth, maxBytes } = settings;
  return createHash('sha256').update(JSON.stringify([1, version, process.versions.v8, program, rules.digest, [...rules.own].sort(), depth, maxBytes])).digest('hex');
}

const FAULTS: Readonly<Record<StateFault, Pick<Notice, 'level' | 'message'>>> = {
  absent: { level: 'info', message: 'nothing was remembered yet: everything was scanned' },
  foreign: { level: 'warning', message: 'the state file is damaged, was edited, or was made by somebody else: everything was scanned' },
  unsafe: { level: 'warning', message: 'the state file cannot be read or is no plain file: everything was scanned' },
};

/** What an audit knows from the one before it, and leaves to the next one. The file and its key: docs/engine.md. */
export class SinceLast {
  readonly #path: string;
  readonly #context: Context;
  readonly #key: Buffer | undefined;
  #memory: DocumentMemory | undefined;
  #under = '';
  #read: AuditState | StateFault = 'absent';

  constructor({ info }: Pick<Repository, 'info'>, context: Context) {
    this.#path = join(info.commonDir, 'stanch', 'audit-state');
    this.#context = context;
    this.#key = openStateKey(context.env);
  }

  /** What is known under these rules. */
  memoryFor(rules: RunRules): DocumentMemory | undefined {
    if (this.#key === undefined) return undefined;
    this.#under = digestOf(rules, this.#context);
    this.#read = readAuditState(this.#path, this.#key);
    const packs = typeof this.#read === 'string' || this.#read.under !== this.#under ? [] : this.#read.packs;
    return (this.#memory = new DocumentMemory(packs));
  }

  /** Writes what is known now. @returns what a reader of the report should know */
  close(): Notice[] {
    const notices = [this.#told(), ...this.#save()];
    return notices.map(({ level, message }) => ({ level, code: 'since-last', message: `since-last: ${message}` }));
  }

  #told(): Pick<Notice, 'level' | 'message'> {
    if (this.#key === undefined) {
      const path = stateKeyPath(this.#context.env);
      const why = path === undefined ? 'neither XDG_STATE_HOME nor HOME names a folder for its key' : 'its key cannot be written, is damaged, or can be read by others';
      return { level: 'warning', message: `${why}: everything was scanned, and nothing is remembered` };
    }
    if (this.#memory?.kept === undefined) return { level: 'info', message: 'packs were not read directly, or not to their end: nothing new is remembered' };
    if (typeof this.#read === 'string') return FAULTS[this.#read];
    if (this.#read.under !== this.#under) return { level: 'info', message: 'rules, settings or version have changed: everything was scanned' };
    const { packs, recalled } = this.#memory;
    if (packs === 0) return { level: 'info', message: `no pack is the same as at ${this.#read.at}: everything was scanned` };
    return { level: 'info', message: `${recalled} documents in ${packs} packs held nothing at ${this.#read.at} and were not scanned again` };
  }

  #save(): Pick<Notice, 'level' | 'message'>[] {
    const packs = this.#memory?.kept;
    if (this.#key === undefined || packs === undefined) return [];
    try {
      const at = new Date(this.#context.now).toISOString();
      if (writeAuditState(this.#path, { under: this.#under, at, packs }, this.#key)) return [];
      return [{ level: 'warning', message: 'the folder of the state file is a link: nothing is remembered' }];
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (typeof code !== 'string') throw error;
      // The audit itself is whole; the next one only takes longer.
      return [{ level: 'warning', message: `the state file cannot be written (${code}): nothing is remembered` }];
    }
  }
}
