import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printable } from '#core/escape.ts';
import { markdownCode, markdownProse } from '#report/markdown-text.ts';
import { annotationCommand } from '#report/workflow-command.ts';

/** Texts made of what means something to a runner, a terminal or Markdown. */
const hostile = fc
  .array(fc.oneof(fc.constantFrom('::', '%0A', '%', ',', '\n', '\r', '\u001B[31m', '\u202E', '\u2028', '|', '`', '@everyone', '#1', '<b>', '&#64;', '[a](b)', '![x](y)', '$$', '**', '_', '~', 'https://a.test', 'www.a.test', '\\', 'error file=x'), fc.string({ unit: 'binary', maxLength: 6 })), { maxLength: 12 })
  .map((parts) => parts.join(''));

/** As a browser reads the references of a text. */
function shown(markdown: string): string {
  return markdown.replaceAll('<!-- -->', '').replaceAll(/&#(\d+);/g, (_whole, code: string) => String.fromCodePoint(Number(code)));
}

describe('a workflow command', () => {
  test('is one line, whose properties hold no sign of the syntax', () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (file, title, message) => {
        const text = annotationCommand({ level: 'error', title, message: [message], file, line: 3 });
        expect(text.endsWith('\n')).toBe(true);
        expect(text.slice(0, -1)).not.toMatch(/[\r\n\u001B\u202E\u2028]/);
        const match = /^::error file=([^,:]*),line=3,endLine=3,title=([^,:]*)::/.exec(text);
        expect(match).not.toBeNull();
        // What is left of percent signs are the escapes of the runner.
        for (const part of match?.slice(1) ?? []) expect(part.replaceAll(/%(?:25|0A|0D|3A|2C)/g, '')).not.toContain('%');
      }),
    );
  });
});

describe('text in Markdown', () => {
  test('is one line without a sign of Markdown, HTML or a mention, and shows as itself', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const markdown = markdownProse(text);
        const bare = markdown.replaceAll('<!-- -->', '').replaceAll(/&#\d+;/g, '');
        expect(bare).not.toMatch(/[\r\n\u001B\u202E\u2028<>|`@#*_~[\]()!\\&:$]/);
        expect(bare).not.toMatch(/\bwww\./i);
        if (/^[\x20-\x7E]*$/.test(text) && !text.includes('\\')) expect(shown(markdown)).toBe(printable(text));
        expect(markdownCode(text)).toBe(`<code>${markdown}</code>`);
      }),
    );
  });
});
