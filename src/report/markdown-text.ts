import { printable } from '#core/escape.ts';

/** Letters, digits and signs that mean nothing in Markdown wherever they stand inside a line of text. */
const PLAIN = /[^A-Za-z0-9 /,;?=%"'\u00a1-\u{10ffff}-]/gu;

/**
 * Every other sign as a character reference: it shows as itself, and can begin neither a link, an image, a tag, a cell
 * nor a heading (CommonMark, §2.5). The comment behind `@` keeps it apart from a name: nobody is mentioned.
 */
function reference(sign: string): string {
  if (sign === '.') return '.';
  return sign === '@' ? '&#64;<!-- -->' : `&#${sign.codePointAt(0)};`;
}

/** Text from anywhere, as text inside a line of GitHub's Markdown. A dot stays, but not where it would make an address. */
export function markdownProse(text: string): string {
  return printable(text).replaceAll(PLAIN, reference).replaceAll(/\bwww\./gi, (word) => `${word.slice(0, 3)}&#46;`);
}

/** The same, shown as code: GitHub looks for no names, numbers and commits in there. */
export function markdownCode(text: string): string {
  return `<code>${markdownProse(text)}</code>`;
}
