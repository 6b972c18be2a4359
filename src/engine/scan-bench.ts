import type { Matcher } from '#detect/matcher.ts';
import { AnchorRules } from './anchor-rules.ts';
import { Core } from './core-memory.ts';
import { searchInCore } from './core-search.ts';
import { DocumentEngine } from './document-engine.ts';
import type { WasmModule } from './web-assembly.ts';
import { WholeReader } from './whole-reader.ts';

export interface BenchOptions {
  /** Ids of the rules that another regex engine runs, one that is linear in time. */
  readonly linear: ReadonlySet<string>;
  /** Levels of encoding to open. */
  readonly depth: number;
  /** The core, compiled already. */
  readonly module?: WasmModule | undefined;
  readonly arenaBytes?: number;
}

/** What a thread needs to scan documents: a core, and those who work with it. */
export interface Bench {
  readonly core: Core;
  readonly rules: AnchorRules;
  readonly engine: DocumentEngine;
  /** For documents that the engine does not read. */
  readonly whole: WholeReader;
  /** The matcher searches in the core until this is called. */
  readonly searchAsBefore: () => void;
}

/** Lays out a core for the rules of a matcher. */
export function openBench(matcher: Matcher, { linear, depth, module, arenaBytes }: BenchOptions): Bench {
  const rules = new AnchorRules(matcher, (id) => linear.has(id));
  const core = new Core(matcher.table, { reaches: rules.reaches, module, ...(arenaBytes === undefined ? {} : { arenaBytes }) });
  const searchAsBefore = matcher.searchBy((usual) => searchInCore(core, usual));
  return { core, rules, engine: new DocumentEngine(core, rules, depth), whole: new WholeReader(core, matcher, depth), searchAsBefore };
}
