import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable } from '#core/escape.ts';
import { REPORTERS } from '#report/index.ts';
import { jsonText } from '#report/json-text.ts';
import { checkReport } from '#report/schema.ts';
import { markdownText, messageText } from '#report/sarif-text.ts';
import { toUri, uriOf } from '#report/sarif-uri.ts';
import { reportWith } from './sample.ts';
import { SARIF_SHAPE } from './sarif-shape.ts';

const command = fc.constantFrom('::error::x', ' ::stop-commands::x', '\u00a0::add-mask::x', '##[group]x', 'a ##vso[task]x', '##teamcity[x]', ':::', ':');
const nasty = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  command,
  fc.constantFrom('\n::error::x', '\u001b]8;;http://x\u0007', '\u009b31m', '\u202e', '../../x', '//host/x', 'a%0Ab', '`|<script>', '[x](javascript:x)', '![](//x)', '{0}', '\ud800', '__proto__', '\u{e0041}'),
);

const STYLE = { color: false, columns: 80, quiet: false, showAll: true };
/** C0 but the line feed that the reporter itself writes, DEL, C1, direction and other marks. */
const UNSAFE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/u;

/** How runners of workflows read a line: white space at its start does not count. */
function isCommand(line: string): boolean {
  return line.trimStart().startsWith('::') || /##[a-z]*\[/i.test(line);
}

describe('what comes from a repository, as text', () => {
  it('adds no line and no control character', () => {
    const lines = REPORTERS.text(reportWith('plain'), { ...STYLE, columns: 100_000 }).split('\n').length;
    fc.assert(
      fc.property(nasty, (text) => {
        const rendered = REPORTERS.text(reportWith(text.replaceAll(' ', '_')), { ...STYLE, columns: 100_000 });
        expect(UNSAFE.test(rendered)).toBe(false);
        expect(rendered.split('\n').length).toBeLessThanOrEqual(lines + 12);
      }),
    );
  });

  it('is no command for the runner of a workflow, at any width', () => {
    fc.assert(
      fc.property(nasty, nasty, fc.integer({ min: 1, max: 200 }), (a, b, columns) => {
        const rendered = REPORTERS.text(reportWith(`${a} ${b}`), { ...STYLE, columns });
        expect(rendered.split('\n').filter(isCommand)).toEqual([]);
      }),
    );
  });

  it('is one printable line, and plain text stays as it is', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        expect(UNSAFE.test(printable(text)) || printable(text).includes('\n')).toBe(false);
        expect(printable(text).split(/\s/).filter(isCommand)).toEqual([]);
      }),
    );
    for (const text of ['Grüße, 漢字 😀 [x](y)', 'std::string a::b', 'C# ## heading', '[::1]:80']) expect(printable(text)).toBe(text);
  });
});

describe('what comes from a repository, as data', () => {
  it.each(['json', 'jsonl', 'sarif', 'gitlab', 'codequality'] as const)('stays inside its strings in %s, and nothing in it is obeyed', (format) => {
    fc.assert(
      fc.property(nasty, (text) => {
        const rendered = REPORTERS[format](reportWith(text), STYLE);
        expect(UNSAFE.test(rendered)).toBe(false);
        for (const part of format === 'jsonl' ? rendered.trimEnd().split('\n') : [rendered]) expect(() => JSON.parse(part) as unknown).not.toThrow();
      }),
    );
  });

  it('is the same when the JSON is read back', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        expect(JSON.parse(jsonText([[text, text]], 2))).toEqual(JSON.parse(JSON.stringify([[text, text]])));
      }),
    );
  });

  it('makes a report that its own check takes, and no other', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const data = JSON.parse(REPORTERS.json(reportWith(text), STYLE)) as object;
        expect(checkReport(data).ok).toBe(true);
        expect(checkReport({ ...data, ledger: text }).ok).toBe(false);
      }),
    );
  });

  it('keeps SARIF in its shape', () => {
    const validate = new Ajv2020({ formats: { uri: (text: string) => URL.canParse(text) } }).compile(SARIF_SHAPE);
    fc.assert(
      fc.property(nasty, (text) => {
        expect([validate(JSON.parse(REPORTERS.sarif(reportWith(text), STYLE))), validate.errors]).toEqual([true, null]);
      }),
    );
  });

  it('is a relative URI of as many segments in SARIF, that climbs nowhere and names no host', () => {
    fc.assert(
      fc.property(nasty, (path) => {
        const uri = toUri(path);
        expect(uri).toMatch(/^[A-Za-z0-9\-_.!~*'()%/]*$/);
        expect(uri.split('/').length).toBe(path.split('/').length);
        expect(uri.split('/').some((segment) => segment === '..' || segment === '.')).toBe(false);
        const whole = new URL(uriOf({ origin: { kind: 'file', path }, path }).uri, 'file:///top/');
        expect([whole.protocol, whole.host]).toEqual(['file:', '']);
      }),
    );
  });

  it('begins no link, image, tag or placeholder in messages and Markdown', () => {
    const unescaped = (text: string, signs: string): boolean => new RegExp(`(?<!\\\\)(?:\\\\\\\\)*[${signs}]`).test(text.replaceAll(/\\[^A-Za-z0-9]/g, ''));
    fc.assert(
      fc.property(nasty, (text) => {
        expect(unescaped(messageText(text), '\\[\\]')).toBe(false);
        expect(/\{/.test(messageText(text).replaceAll('{{', ''))).toBe(false);
        expect(unescaped(markdownText(text), '`*_\\[\\]()<>!|&')).toBe(false);
      }),
    );
  });
});
