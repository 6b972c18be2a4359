import type { Finding } from '#core/finding.ts';
import type { Notice } from '#core/report.ts';
import type { ScanSettings } from '#config/settings.ts';
import type { WorkerEntry } from '#engine/start-worker.ts';
import type { RulePack } from '#detect/rule-pack.ts';
import type { Ruleset } from '#ruleset/ruleset.ts';
import type { Progress } from './progress.ts';

export type { ScanSettings } from '#config/settings.ts';

/** The world of one command: what every use case needs beside its own options. */
export interface Context {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly settings: ScanSettings;
  /** Built-in rules, before own ones are added and some are switched off. */
  readonly builtin: () => Ruleset & { readonly pack?: RulePack };
  /** The program of worker threads, where the door has one. */
  readonly workerEntry?: WorkerEntry;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** Findings with what does not count marked, and what there is to say about that. */
export interface Review {
  readonly findings: readonly Finding[];
  readonly notices: readonly Notice[];
}
