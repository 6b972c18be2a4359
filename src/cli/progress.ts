import type { Progress } from '#app/progress.ts';
import type { Clock, Output } from '#core/ports.ts';
import { countOf, humanBytes } from '#report/units.ts';

/** Milliseconds between two looks of the line. */
const INTERVAL = 100;
/** Nothing is shown of runs that end at once. */
const PATIENCE = 400;
const CLEAR_LINE = '\r\u001b[2K';

/** A progress line on a terminal. */
export interface ProgressLine {
  readonly update: (progress: Progress) => void;
  /** Takes the line away. */
  readonly end: () => void;
}

/** Seconds from which on minutes are told. */
const LONG = 100;
/** Part of the work from which on a guess at the rest is worth telling. */
const EARLY = 0.02;

function remaining(progress: Progress, elapsed: number): string {
  const { share = 0 } = progress;
  if (share < EARLY) return '';
  const seconds = ((1 - share) / share) * (elapsed / 1_000);
  return seconds < LONG ? `, ${Math.max(0, Math.round(seconds))} s left` : `, ${Math.round(seconds / 60)} min left`;
}

/** A line with count, rate and time left, on a terminal only; elsewhere it does nothing. */
export function progressLine(output: Output, clock: Clock, isWanted: boolean): ProgressLine {
  if (!isWanted || !output.isTerminal) return { update: () => undefined, end: () => undefined };
  const start = clock.now();
  let shown = 0;
  return {
    update: (progress) => {
      const now = clock.now();
      if (now - start < PATIENCE || now - shown < INTERVAL) return;
      shown = now;
      const rate = humanBytes(Math.round(progress.bytes / Math.max(0.001, (now - start) / 1_000)));
      const text = `scanning: ${countOf(progress.documents, 'document')}, ${humanBytes(progress.bytes)}, ${rate}/s${remaining(progress, now - start)}`;
      output.write(`${CLEAR_LINE}${text.slice(0, Math.max(10, output.columns - 1))}`);
    },
    end: () => {
      if (shown > 0) output.write(CLEAR_LINE);
    },
  };
}
