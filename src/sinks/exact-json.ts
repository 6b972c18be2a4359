/**
 * True where a value that came out of `JSON.parse` goes back in as it was: whole numbers beyond 2^53 lose digits on
 * the way, and whoever writes back what they read would change a neighbour of the key.
 */
export function isExactJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value) || (!Number.isInteger(value) && Number.isFinite(value));
  if (Array.isArray(value)) return value.every(isExactJson);
  return typeof value !== 'object' || value === null || Object.values(value).every(isExactJson);
}
