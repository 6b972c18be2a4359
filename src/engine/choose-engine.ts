import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '#core/errors.ts';
import { canRunCore } from './core-module.ts';

/**
 * `pack` reads packs directly; `stream` reads one pack that git writes of what is asked for; `cat-file` is the
 * reference: every object whole, through git. What one cannot do falls to the next.
 */
export const ENGINES = ['pack', 'stream', 'cat-file'] as const;
export type EngineName = (typeof ENGINES)[number];

/** Which engine reads a history, and why, in words for `doctor`. */
export interface EngineChoice {
  readonly engine: EngineName;
  readonly reason: string;
}

export interface EngineQuestion {
  /** Folder that all work trees share. */
  readonly commonDir: string;
  /** What was asked for on the command line. */
  readonly forced?: EngineName | undefined;
  /** Only a part of the history is read. */
  readonly since?: string | undefined;
  /** Environment of git: its object folders may stand elsewhere. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The object folder that git would use. */
export function objectsDirOf({ commonDir, env }: Pick<EngineQuestion, 'commonDir' | 'env'>): string {
  return env['GIT_OBJECT_DIRECTORY'] ?? join(commonDir, 'objects');
}

/**
 * Chooses the engine of a history. What cannot be read directly goes through git object by object in any case.
 * @throws UsageError when an engine was asked for that cannot run here
 */
export function chooseEngine(question: EngineQuestion): EngineChoice {
  const { forced } = question;
  if (!canRunCore()) {
    if (forced !== undefined && forced !== 'cat-file') throw new UsageError(`the ${forced} engine cannot run here: this Node has no WebAssembly with SIMD`);
    return { engine: 'cat-file', reason: 'WebAssembly with SIMD is not available here' };
  }
  if (forced !== undefined) return { engine: forced, reason: 'asked for' };
  if (!existsSync(objectsDirOf(question))) return { engine: 'stream', reason: 'the object folder was not found, so git packs what is read' };
  if (question.since !== undefined) return { engine: 'stream', reason: 'only a part of the history is read, which git packs' };
  return { engine: 'pack', reason: 'packs are read directly' };
}
