/**
 * Text from a repository may hold control characters, terminal escapes and direction marks. They are
 * shown as \xNN or \u{N}, so that a file name can neither move the cursor nor fake a line of output.
 * Covers C0, DEL, C1, bidi controls, line/paragraph separators, zero-width and tag characters.
 */
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}\ud800-\udfff]/gu;

/**
 * What runners of workflows take for a command in a log: `::name::` where a line begins (white space before it does
 * not count, and a colon may follow the text), and `##[name]`, `##vso[name]` or `##teamcity[name]` anywhere.
 * The first sign is shown as \xNN.
 */
const WORKFLOW_COMMAND = /(?<=^|\s):(?=:|$)|#(?=#[a-z]*\[)/gi;

function codeText(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}

/** One line of printable text, whatever came in; harmless in a terminal and in the log of a workflow. */
export function printable(text: string): string {
  return text.replace(UNSAFE, codeText).replace(WORKFLOW_COMMAND, codeText);
}
