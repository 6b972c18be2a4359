import type { Boundary, BoundaryName } from '#ruleset/rule.ts';

const LEFT = { word: 1, token: 2, base64: 4 } as const;
const RIGHT_EQUALS = 8;

/** Bit set of the boundary classes that each byte belongs to. */
const CLASSES = Uint8Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  if (/[0-9A-Za-z]/.test(character)) return LEFT.word | LEFT.token | LEFT.base64;
  if (character === '_' || character === '-') return LEFT.token | LEFT.base64;
  if (character === '+' || character === '/') return LEFT.base64;
  return character === '=' ? RIGHT_EQUALS : 0;
});

/** Longest escape that ends where a key begins. */
const MAX_ESCAPE = 6;
/** `\n`, `\t`, `\x3a`, `\u0022`, `%3D`, `&quot;`-like ends are looked at as text before a key: an escape, not a word. */
const ESCAPE_BEFORE = /(?:\\[nrtbfv0]|\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|%[0-9a-f]{2}|\u001b\[[0-9;]{0,3}m)$/i;

function maskOf(name: BoundaryName, side: 'left' | 'right'): number {
  if (name === 'none') return 0;
  return name === 'base64' && side === 'right' ? LEFT.base64 | RIGHT_EQUALS : LEFT[name];
}

/**
 * True when the text `[start, end)` of a window stands free on both sides, as `boundary` asks.
 * @param window latin1 text
 */
export function standsFree(window: string, start: number, end: number, boundary: Boundary): boolean {
  const after = end < window.length ? (CLASSES[window.charCodeAt(end) & 0xff] ?? 0) : 0;
  if ((after & maskOf(boundary.right, 'right')) !== 0) return false;
  const before = start > 0 ? (CLASSES[window.charCodeAt(start - 1) & 0xff] ?? 0) : 0;
  if ((before & maskOf(boundary.left, 'left')) === 0) return true;
  return ESCAPE_BEFORE.test(window.slice(Math.max(0, start - MAX_ESCAPE), start));
}
