import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { canRunCore } from './core-memory.ts';

/** `pack` reads packs directly; `cat-file` is the reference: every object whole, through git. */
export const ENGINES = ['pack', 'cat-file'] as const;
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

/** Chooses the engine of a history. What cannot be read directly goes through git object by object in any case. */
export function chooseEngine(question: EngineQuestion): EngineChoice {
  if (question.forced !== undefined) return { engine: question.forced, reason: 'asked for' };
  if (!canRunCore()) return { engine: 'cat-file', reason: 'WebAssembly with SIMD is not available here' };
  if (!existsSync(objectsDirOf(question))) return { engine: 'cat-file', reason: 'the object folder was not found' };
  if (question.since !== undefined) return { engine: 'cat-file', reason: 'only a part of the history is read' };
  return { engine: 'pack', reason: 'packs are read directly' };
}
