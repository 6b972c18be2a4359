import type { Finding } from '#core/finding.ts';
import type { RunResult } from '../result.ts';
import type { Marker } from './marker.ts';

/** A review thread that an earlier run began. */
export interface OwnThread {
  readonly id: string;
  readonly isResolved: boolean;
  readonly commentId: string;
  readonly body: string;
  readonly marker: Marker;
}

/** The threads of one pull request, on whatever forge. Everything here throws what the client throws. */
export interface ThreadDesk {
  /** Threads of this account, oldest first. */
  list(): Promise<OwnThread[]>;
  /** Begins a thread for each finding, where the forge shows a place for it. @returns how many came to stand */
  begin(result: RunResult, fresh: readonly Finding[]): Promise<number>;
  rewrite(thread: OwnThread, body: string): Promise<void>;
  resolve(thread: OwnThread): Promise<void>;
  unresolve(thread: OwnThread): Promise<void>;
}

/** A pull request as requests name it. */
export interface PullPlace {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
}
