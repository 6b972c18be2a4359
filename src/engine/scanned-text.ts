import type { Detection } from '#core/finding.ts';
import type { Position } from '#core/span.ts';
import { partUnopened } from '#detect/decode/work-budget.ts';
import type { PlacedMatch } from '#detect/placed-match.ts';
import { resolveMatches } from '#detect/resolve.ts';
import { toDetection, type Openness } from '#detect/scanner.ts';
import type { Core } from './core-memory.ts';
import type { DocumentState, Place } from './document-state.ts';

/** What a scan says of a document. */
export interface Scanned {
  /** Scanned as bytes, without the rules that need text. */
  readonly isBinary: boolean;
  readonly openness: Openness;
  readonly detections: readonly Detection[];
}

const CLEAN_TEXT: Scanned = { isBinary: false, openness: 'whole', detections: [] };
const CLEAN_BYTES: Scanned = { ...CLEAN_TEXT, isBinary: true };

/** What the matches of a document come to, resolved and placed in its lines. */
export function scannedText(core: Core, state: DocumentState, place: Place): Scanned {
  const isBinary = state.reading === 'bytes';
  if (state.held.length === 0) return isBinary ? CLEAN_BYTES : CLEAN_TEXT;
  const { found, isWhole } = partUnopened(resolveMatches(placeAll(core, state, place)).map(toDetection));
  return { isBinary, openness: isWhole ? 'whole' : 'budget', detections: found };
}

/** Gives matches their lines and columns, counted by the core. */
function placeAll(core: Core, state: DocumentState, place: Place): PlacedMatch[] {
  const offsets = [...new Set(state.held.flatMap(({ match }) => [match.start, match.end]))].sort((a, b) => a - b);
  const positions = new Map<number, Position>();
  let line = 1;
  let at = 0;
  for (const offset of offsets) {
    line += core.exports.countLines(place.at, place.at + at, place.at + offset);
    at = offset;
    positions.set(offset, { line, column: core.exports.columnAt() });
  }
  const start = { line: 1, column: 1 };
  return state.held.map(({ match }) => ({ ...match, from: positions.get(match.start) ?? start, to: positions.get(match.end) ?? start }));
}
