function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

/** One round over both halves of the state. */
function mix(state: [number, number]): void {
  let [low, high] = state;
  high ^= low;
  low = (rotate(low, 20) + high) | 0;
  high = rotate(high, 9) ^ low;
  low = (rotate(low, 27) + high) | 0;
  high = rotate(high, 19);
  state[0] = low;
  state[1] = high;
}

/** The last zero to three bytes with the stop bit above them. */
function tailOf(bytes: Buffer, from: number): number {
  let tail = 0x80;
  for (let at = bytes.length - 1; at >= from; at--) tail = (tail << 8) | (bytes[at] ?? 0);
  return tail;
}

/**
 * Marvin32 (US patent 20130262421, as published in the .NET runtime): a 64-bit seed, 32 bits out.
 * @param seed eight letters; read as a number from the last byte, as Azure's key signatures do
 */
export function marvin32(bytes: Buffer, seed: string): number {
  const state: [number, number] = [Buffer.from(seed, 'latin1').readInt32BE(4), Buffer.from(seed, 'latin1').readInt32BE(0)];
  const whole = bytes.length - (bytes.length % 4);
  for (let at = 0; at < whole; at += 4) {
    state[0] = (state[0] + bytes.readInt32LE(at)) | 0;
    mix(state);
  }
  state[0] = (state[0] + tailOf(bytes, whole)) | 0;
  mix(state);
  mix(state);
  return (state[0] ^ state[1]) >>> 0;
}
