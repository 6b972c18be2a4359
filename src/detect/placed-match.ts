import type { Position } from '#core/span.ts';
import type { RawMatch } from './raw-match.ts';

/** A raw match with the places that people see. */
export interface PlacedMatch extends RawMatch {
  readonly from: Position;
  readonly to: Position;
}
