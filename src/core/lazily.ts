/**
 * A value that is made when it is first asked for. A hook starts anew for each commit and mostly meets nothing: what only
 * the judging of a match needs must not be made at its start.
 */
export function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
