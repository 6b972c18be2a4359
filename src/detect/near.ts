import type { Near } from '#ruleset/rule.ts';

/** Lower case without `-`, `_` and spaces: `Api-Key`, `api_key` and `API KEY` are one word. */
function normalized(text: string): string {
  return text.toLowerCase().replaceAll(/[-_ ]/g, '');
}

/** A test for near words in the text around a match; the match itself does not count. */
export function compileNear(near: Near): (window: string, start: number, end: number) => boolean {
  const words = near.words.map(normalized);
  return (window, start, end) => {
    const before = normalized(window.slice(Math.max(0, start - near.before), start));
    const after = normalized(window.slice(end, end + near.after));
    return words.some((word) => before.includes(word) || after.includes(word));
  };
}
