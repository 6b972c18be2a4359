import { createHash } from 'node:crypto';

/** Random-looking bytes that are the same for one seed: SHA-256 in counter mode. For samples only. */
export class Prng {
  readonly #seed: string;
  #round = 0;
  #block: Buffer = Buffer.alloc(0);
  #at = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  byte(): number {
    if (this.#at >= this.#block.length) {
      this.#block = createHash('sha256').update(`${this.#seed}/${this.#round++}`).digest();
      this.#at = 0;
    }
    return this.#block[this.#at++] ?? 0;
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.byte()));
  }

  /** A whole number below `limit` (at most 65,536). */
  below(limit: number): number {
    return (this.byte() * 256 + this.byte()) % limit;
  }

  /** `length` characters of `alphabet`; with 8 or more they are of every kind that the alphabet has. */
  text(alphabet: string, length: number): string {
    for (let attempt = 0; ; attempt++) {
      const text = Array.from({ length }, () => alphabet.charAt(this.below(alphabet.length))).join('');
      if (length < 8 || attempt > 20 || isMixed(text, alphabet)) return text;
    }
  }
}

function isMixed(text: string, alphabet: string): boolean {
  return [/[0-9]/, /[a-z]/, /[A-Z]/].every((kind) => !kind.test(alphabet) || kind.test(text));
}
