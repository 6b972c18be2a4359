import { printable } from '#core/escape.ts';

/** What GitHub shows of a text. */
const MAX_TEXT = 1_000;

/** At most as much as is shown, never half a character. */
function cut(text: string): string {
  return text.slice(0, MAX_TEXT).replace(/[\ud800-\udbff]$/, '');
}

/** Plain text of a property in which nothing is a link or a placeholder. SARIF refuses empty ones, so those become a dash. */
export function plainText(text: string): string {
  return cut(printable(text)) || '-';
}

/** Text of a message: brackets would be links and braces placeholders (SARIF 2.1.0, §3.11.5 and §3.11.6). */
export function messageText(text: string): string {
  return plainText(text)
    .replaceAll(/[\\[\]]/g, String.raw`\$&`)
    .replaceAll(/[{}]/g, '$&$&');
}

/** Text inside Markdown: every sign that could begin a link, an image, a tag or a heading stands for itself (CommonMark, §2.4). */
export function markdownText(text: string): string {
  return plainText(text).replaceAll(/[\\`*_{}[\]()<>#+!|~&]/g, String.raw`\$&`);
}
