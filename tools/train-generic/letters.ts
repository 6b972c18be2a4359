import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * Writes `src/detect/generic/letter-model.ts`: how likely a letter is after the two before it, in words and identifiers
 * of source code and its comments. `npx tsx tools/train-generic/letters.ts OUT FOLDER…`
 */

const LETTERS = 27;
const LEVELS = 16;
const STEP = 0.75;
const SOURCE = /\.(?:[cm]?[jt]sx?|md|rst|py|rs|toml|c|h|go|rb|php|java)$/;
const FILES_PER_FOLDER = 60;

function* filesOf(folder: string): Generator<string> {
  let taken = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesOf(path);
    else if (entry.isFile() && SOURCE.test(entry.name) && !entry.name.includes('.min.') && statSync(path).size < 200_000 && taken++ < FILES_PER_FOLDER) yield path;
  }
}

function countWords(folders: readonly string[]): Map<string, number> {
  const documents = new Map<string, number>();
  for (const folder of folders) {
    for (const path of filesOf(folder)) {
      const words = new Set(readFileSync(path, 'latin1').match(/[A-Za-z]{2,24}/g)?.map((word) => word.toLowerCase()));
      for (const word of words) documents.set(word, (documents.get(word) ?? 0) + 1);
    }
  }
  return documents;
}

/** Counts of single letters, pairs and threes; 0 is the edge of a word. */
interface Counts {
  readonly one: Float64Array;
  readonly two: Float64Array;
  readonly three: Float64Array;
}

function countLetters(words: ReadonlyMap<string, number>): Counts {
  const counts = { one: new Float64Array(LETTERS), two: new Float64Array(LETTERS ** 2), three: new Float64Array(LETTERS ** 3) };
  const add = (table: Float64Array, at: number, weight: number): void => {
    table[at] = (table[at] ?? 0) + weight;
  };
  for (const [word, count] of words) {
    if (count < 3) continue;
    const weight = Math.log2(count);
    const codes = [0, 0, ...[...word].map((letter) => letter.charCodeAt(0) - 96), 0];
    for (let at = 2; at < codes.length; at++) {
      const [a = 0, b = 0, c = 0] = codes.slice(at - 2, at + 1);
      add(counts.three, (a * LETTERS + b) * LETTERS + c, weight);
      add(counts.two, b * LETTERS + c, weight);
      add(counts.one, c, weight);
    }
  }
  return counts;
}

/** Bits of each letter after two others, 0 = the start or end of a word, in steps of `STEP`. Rare threes lean on pairs, rare pairs on letters. */
function modelOf(words: ReadonlyMap<string, number>): string {
  const { one, two, three } = countLetters(words);
  const sum = (table: Float64Array, from: number): number => table.subarray(from, from + LETTERS).reduce((total, value) => total + value, 0);
  let text = '';
  for (let pair = 0; pair < LETTERS ** 2; pair++) {
    const row = (pair % LETTERS) * LETTERS;
    for (let letter = 0; letter < LETTERS; letter++) {
      const base = ((one[letter] ?? 0) + 1) / (sum(one, 0) + LETTERS);
      const middle = ((two[row + letter] ?? 0) + 20 * base) / (sum(two, row) + 20);
      const share = ((three[pair * LETTERS + letter] ?? 0) + 8 * middle) / (sum(three, pair * LETTERS) + 8);
      text += Math.min(LEVELS - 1, Math.max(0, Math.round(-Math.log2(share) / STEP))).toString(LEVELS);
    }
  }
  return text;
}

function main([out = '', ...folders]: readonly string[]): void {
  const words = countWords(folders);
  const model = modelOf(words);
  const rows = Array.from({ length: LETTERS }, (_, row) => `  '${model.slice(row * LETTERS ** 2, (row + 1) * LETTERS ** 2)}',`);
  writeFileSync(
    out,
    `/* Written by tools/train-generic/letters.ts from words of source code (npm, PyPI and crates packages); do not edit. */

/** Bits that one step of \`LETTER_COSTS\` stands for. */
export const LETTER_STEP = ${STEP};
/** 27 × 27 × 27 hexadecimal digits: the cost of a letter after two others; 0 is the edge of a word, 1 to 26 are a to z. */
export const LETTER_COSTS: string = [
${rows.join('\n')}
].join('');
`,
  );
  console.log(`${words.size} words`);
}

main(process.argv.slice(2));
