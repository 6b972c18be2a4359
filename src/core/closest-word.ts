/** Edits that still count as a slip of the finger. */
const MAX_DISTANCE = 2;
/** Fewer letters begin too many words. */
const MIN_BEGINNING = 4;

/** Damerau-Levenshtein distance (optimal string alignment), for short words. */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= a.length; row++) {
    const line = [row];
    rows.push(line);
    for (let column = 1; column <= b.length; column++) {
      const change = a[row - 1] === b[column - 1] ? 0 : 1;
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      line.push(Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, at(row - 1, column - 1) + change, swapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY));
    }
  }
  return at(a.length, b.length);
}

/** The known word that was probably meant, for "did you mean"; nothing where none is close. */
export function closestWord(typed: string, known: readonly string[]): string | undefined {
  if (typed.length > 64) return undefined;
  const ranked = known.map((word) => ({ word, away: distance(typed, word) })).sort((a, b) => a.away - b.away);
  const [best] = ranked;
  if (best?.away === 1) return best.word;
  // Who types a whole beginning has left the end out, not slipped twice.
  const longer = typed.length < MIN_BEGINNING ? [] : known.filter((word) => word.startsWith(typed));
  if (longer.length > 0) return longer.reduce((shortest, word) => (word.length < shortest.length ? word : shortest));
  return best !== undefined && best.away <= Math.min(MAX_DISTANCE, Math.floor(typed.length / 2)) ? best.word : undefined;
}
