const STEP = 1_000;
const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** Bytes for people: `1.2 MB`. */
export function humanBytes(bytes: number): string {
  const power = Math.min(UNITS.length - 1, bytes < STEP ? 0 : Math.floor(Math.log10(bytes) / 3));
  return power === 0 ? `${bytes} bytes` : `${(bytes / STEP ** power).toFixed(1)} ${UNITS[power] ?? ''}`;
}

/** `1 key`, `2 keys`, `1,234 keys`. */
export function countOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? singular : plural}`;
}
