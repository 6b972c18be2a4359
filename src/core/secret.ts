const MASK = '[secret]';

/**
 * A raw key, opaque to everything that prints. Only `reveal()` gives the text, so that every
 * place that can see a raw key can be found by searching for that word.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The raw text. Allowed only where a key is judged, fingerprinted, sent to its own provider or delivered. */
  reveal(): string {
    return this.#value;
  }

  /** Length in UTF-16 units. */
  get length(): number {
    return this.#value.length;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }
}

// Node's inspect (console.log, assertion messages) asks for this symbol before it looks inside.
Object.defineProperty(Secret.prototype, Symbol.for('nodejs.util.inspect.custom'), { value: () => MASK });
