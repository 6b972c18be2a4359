import { lazily } from '#core/lazily.ts';
import { LETTER_COSTS, LETTER_STEP } from './letter-model.ts';

const LETTERS = 27;
/** The digits of the model as numbers. */
const costsOfLetters = lazily(() => Buffer.from(LETTER_COSTS, 'latin1').map((code) => (code < 0x61 ? code - 0x30 : code - 0x57)));

const MIN_RUN = 4;

/** 1 to 26 for a letter of either case, 0 for everything else. */
function letterOf(code: number): number {
  const folded = code | 0x20;
  return folded >= 97 && folded <= 122 ? folded - 96 : 0;
}

/**
 * Judges the runs of letters of a text by the letters that follow each other in words of source code, in bits a letter:
 * 2 to 3.5 for words, 5 and more for random letters. Writes to four places from `place` on: the sum of these bits, their
 * mean, the mean of the strangest run of at least four letters, and the share of letters in runs of at least two.
 */
export function writeLetterCost(text: string, into: Float64Array, place: number): void {
  const costs = costsOfLetters();
  let total = 0;
  let letters = 0;
  let worst = 0;
  let run = 0;
  let bits = 0;
  let a = 0;
  let b = 0;
  for (let at = 0; at <= text.length; at++) {
    const c = at < text.length ? letterOf(text.charCodeAt(at)) : 0;
    if (c === 0 && run === 0) continue;
    bits += (costs[(a * LETTERS + b) * LETTERS + c] ?? 0) * LETTER_STEP;
    if (c !== 0) {
      run += 1;
      a = b;
      b = c;
      continue;
    }
    if (run > 1) {
      total += bits;
      letters += run;
    }
    if (run >= MIN_RUN) worst = Math.max(worst, bits / (run + 1));
    run = 0;
    bits = 0;
    a = 0;
    b = 0;
  }
  const mean = letters === 0 ? 0 : total / letters;
  into[place] = mean * letters;
  into[place + 1] = mean;
  into[place + 2] = worst;
  into[place + 3] = letters / text.length;
}
