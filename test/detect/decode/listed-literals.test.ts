import { describe, expect, it } from 'vitest';
import { ruleOf, scanCut } from '../../helpers/rules.ts';

const KEY = `zqkey_${'0a1b2c3d4e5f'}`;
const RULES = [ruleOf({ id: 'acme-key', anchors: ['zqkey_'], pattern: 'zqkey_[0-9a-f]{12}' })];
const [A, B, C] = [KEY.slice(0, 5), KEY.slice(5, 9), KEY.slice(9)];
const found = (text: string): string[] => scanCut(RULES, Buffer.from(text), [], 5).detections.map(({ secret }) => secret.reveal());

const JOINED: readonly (readonly [string, string])[] = [
  ['JavaScript', `const k = ["${A}", "${B}", "${C}"].join("");`],
  ['JavaScript, single quotes, no blanks', `k=['${A}','${B}','${C}'].join('')`],
  ['JavaScript, over lines', `const k = [\n  '${A}',\n  '${B}',\n  '${C}',\n].join('');\n`],
  ['JavaScript, over lines, no comma at the end', `const k = [\r\n\t"${A}",\r\n\t"${B}${C}"\r\n].join(\`\`);\r\n`],
  ['JavaScript, letter by letter', `k = [${[...KEY].map((letter) => `'${letter}'`).join(', ')}].join('')`],
  ['JavaScript concat', `const k = "${A}".concat("${B}", "${C}");`],
  ['Python', `k = "".join(["${A}", "${B}", "${C}"])`],
  ['Python, a tuple', `k = ''.join(('${A}', '${B}${C}'))`],
  ['Python bytes', `k = b"".join([b"${A}", b"${B}${C}"])`],
  ['Python, over lines', `k = "".join([\n    "${A}",\n    "${B}",\n    "${C}",\n])\n`],
  ['Ruby', `k = ["${A}", "${B}${C}"].join`],
  ['Ruby, at a line end', `k = ["${A}", "${B}${C}"].join\nputs k\n`],
  ['Ruby with an empty string', `k = ['${A}', '${B}${C}'].join ''`],
  ['Rust', `const K: &str = concat!("${A}", "${B}", "${C}");`],
  ['Rust, over lines', `const K: &str = concat!(\n    "${A}",\n    "${B}${C}"\n);`],
  ['a slice of Rust', `let k = ["${A}", "${B}${C}"].concat();`],
  ['Go', `k := strings.Join([]string{"${A}", "${B}", "${C}"}, "")`],
  ['Go, over lines', `k := strings.Join([]string{\n\t"${A}",\n\t"${B}${C}",\n}, "")`],
  ['Java', `String k = String.join("", "${A}", "${B}${C}");`],
  ['C#', `var k = string.Concat("${A}", "${B}", "${C}");`],
  ['C# with an array', `var k = string.Join("", new[] { "${A}", "${B}${C}" });`],
  ['PHP', `$k = implode('', ['${A}', '${B}', '${C}']);`],
  ['PHP, no separator', `$k = implode(['${A}', '${B}${C}']);`],
  ['PHP, over lines', `$k = implode('', [\n    '${A}',\n    '${B}${C}',\n]);`],
  ['Perl', `my $k = join('', '${A}', '${B}${C}');`],
  ['Perl without brackets', `my $k = join '', '${A}', '${B}${C}';`],
  ['Lua', `local k = table.concat({"${A}", "${B}${C}"})`],
  ['Lua dots', `local k = "${A}" .. "${B}" .. "${C}"`],
  ['SQL', `SELECT CONCAT('${A}', '${B}', '${C}');`],
  ['R', `k <- paste0("${A}", "${B}${C}")`],
  ['Swift', `let k = ["${A}", "${B}${C}"].joined()`],
  ['Kotlin', `val k = listOf("${A}", "${B}${C}").joinToString("")`],
  ['PowerShell', `$k = '${A}','${B}${C}' -join ''`],
  ['PowerShell in front', `$k = -join ("${A}", "${B}${C}")`],
  ['Terraform', `key = join("", ["${A}", "${B}${C}"])`],
  ['CloudFormation in JSON', `{"Key": {"Fn::Join": ["", ["${A}", "${B}${C}"]]}}`],
  ['CloudFormation in YAML', `Key: !Join ['', ['${A}', '${B}${C}']]`],
];

/** What is no key when it is joined, or is not joined at all. */
const APART: readonly (readonly [string, string])[] = [
  ['a list that nobody joins', `k = ["${A}", "${B}", "${C}"]`],
  ['a separator', `k = ["${A}", "${B}${C}"].join("-")`],
  ['the separator of JavaScript', `k = ["${A}", "${B}${C}"].join()`],
  ['a separator of Python', `k = ", ".join(["${A}", "${B}${C}"])`],
  ['a separator of Go', `k := strings.Join([]string{"${A}", "${B}${C}"}, ",")`],
  ['a separator of PHP', `$k = implode(',', ['${A}', '${B}${C}']);`],
  ['a separator of Java', `String.join("/", "${A}", "${B}${C}")`],
  ['a name between', `k = ["${A}", x, "${B}${C}"].join("")`],
  ['a list that is not closed', `k = ["${A}", "${B}${C}"\n.join("")`],
  ['a literal that is not closed', `k = ["${A}, ${B}${C}].join("")`],
  ['a list within', `k = [["${A}"], ["${B}${C}"]].join("")`],
  ['another word', `k = ["${A}", "${B}${C}"].joinery("")`],
  ['an empty line between', `k = [\n"${A}",\n\n"${B}${C}"].join("")`],
  ['the beginning of a document', `].join("")`],
  ['the end of one', `k = "".join([`],
];

describe('a key in pieces that are listed and joined', () => {
  it.each(JOINED)('in %s is found', (_, text) => {
    expect(found(text)).toEqual([KEY]);
    expect(found(`${'words and more\n'.repeat(9)}${text}\n${'words and more\n'.repeat(9)}`)).toEqual([KEY]);
  });

  it.each(APART)('is none with %s', (_, text) => {
    expect(found(text)).toEqual([]);
  });

  it('stands where it begins', () => {
    const text = `first\nk = ["${A}", "${B}", "${C}"].join("")\n`;
    const [key] = scanCut(RULES, Buffer.from(text), [], 5).detections;
    expect([key?.start, key?.encoding, text.slice(key?.span.start).startsWith(A)]).toEqual([{ line: 2, column: 7 }, ['joined'], true]);
  });

  it('is found once, and where it is whole in one of them, in the clear', () => {
    expect(scanCut(RULES, Buffer.from(`k = ["${KEY}", "more"].join("")`), [], 5).detections.map(({ encoding }) => encoding)).toEqual([[]]);
  });

  it('is looked for in bounded time, however long a list is', () => {
    const long = `[${'"-", '.repeat(50_000)}"${A}", "${B}${C}"].join("")\n${'.join("")'.repeat(5_000)}\n${'concat("a", '.repeat(5_000)}`;
    expect(found(long)).toEqual([KEY]);
  });
});
