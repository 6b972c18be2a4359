import { TextDecoder } from 'node:util';
import type { Encoding } from './encoding.ts';

/** Turns the chunks of a document in a wide encoding into UTF-8, piece by piece. */
export interface Transcoder {
  /** UTF-8 of what is complete so far; `last` flushes. */
  write(bytes: Uint8Array, last: boolean): Buffer;
}

/** U+FFFD for what is no character. */
const REPLACEMENT = 0xfffd;
const MAX_CODE_POINT = 0x10ffff;

function isScalar(code: number): boolean {
  return code <= MAX_CODE_POINT && (code < 0xd800 || code > 0xdfff);
}

/** UTF-32 is not in the platform's decoders. */
class Utf32Transcoder implements Transcoder {
  readonly #littleEndian: boolean;
  #rest: Buffer = Buffer.alloc(0);
  /** A mark counts as one only at the very start, wherever the chunks are cut. */
  #started = false;

  constructor(littleEndian: boolean) {
    this.#littleEndian = littleEndian;
  }

  write(bytes: Uint8Array): Buffer {
    const all = Buffer.concat([this.#rest, bytes]);
    const whole = all.length - (all.length % 4);
    const text: string[] = [];
    for (let at = 0; at < whole; at += 4) {
      const code = this.#littleEndian ? all.readUInt32LE(at) : all.readUInt32BE(at);
      if (code !== 0xfeff || this.#started) text.push(String.fromCodePoint(isScalar(code) ? code : REPLACEMENT));
      this.#started = true;
    }
    this.#rest = all.subarray(whole);
    return Buffer.from(text.join(''), 'utf8');
  }
}

class Utf16Transcoder implements Transcoder {
  readonly #decoder: TextDecoder;

  constructor(encoding: 'utf-16le' | 'utf-16be') {
    this.#decoder = new TextDecoder(encoding);
  }

  write(bytes: Uint8Array, last: boolean): Buffer {
    return Buffer.from(this.#decoder.decode(bytes, { stream: !last }), 'utf8');
  }
}

/** A transcoder for a wide encoding; nothing for those that are scanned as they are. */
export function makeTranscoder(encoding: Encoding): Transcoder | undefined {
  switch (encoding) {
    case 'utf-16le':
    case 'utf-16be':
      return new Utf16Transcoder(encoding);
    case 'utf-32le':
    case 'utf-32be':
      return new Utf32Transcoder(encoding === 'utf-32le');
    case 'utf-8':
    case 'bytes':
      return undefined;
  }
}
