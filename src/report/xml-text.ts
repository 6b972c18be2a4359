import { printable } from '#core/escape.ts';

const REFERENCES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/**
 * Text for XML 1.0, inside an element or an attribute. Characters that no XML may hold, not even by reference (§2.2),
 * are shown as `\xNN` or `\u{N}` before.
 */
export function xmlText(text: string): string {
  return printable(text)
    .replaceAll(/[\ufffe\uffff]/g, (sign) => `\\u{${sign.charCodeAt(0).toString(16)}}`)
    .replaceAll(/[&<>"']/g, (sign) => REFERENCES[sign] ?? '');
}
