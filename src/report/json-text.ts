/** What `JSON.stringify` leaves raw and a terminal, an editor or a log viewer may obey: DEL, C1, direction marks, invisible signs. */
const OBEYED = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

function escaped(character: string): string {
  return [...Array(character.length).keys()].map((unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`).join('');
}

/**
 * Data as JSON that is safe to look at: the same data when it is read back, since such signs stand only inside strings.
 * @param indent columns of indentation; without it all is on one line
 */
export function jsonText(data: unknown, indent?: number): string {
  return JSON.stringify(data, null, indent).replace(OBEYED, escaped);
}
