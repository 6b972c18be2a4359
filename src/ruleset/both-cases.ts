/** A lower-case byte and its capital; any other byte alone. */
export function bothCases(byte: number): readonly number[] {
  return byte >= 97 && byte <= 122 ? [byte, byte - 32] : [byte];
}
