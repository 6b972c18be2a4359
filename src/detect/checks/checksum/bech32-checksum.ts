const CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3] as const;

function step(state: number, value: number): number {
  const top = state >>> 25;
  let next = ((state & 0x1ffffff) << 5) ^ value;
  for (const [bit, generator] of GENERATOR.entries()) if (((top >>> bit) & 1) === 1) next ^= generator;
  return next;
}

/** Bech32 (BIP 173) without its limit of length: age identities, Nostr and Sui private keys. */
export function bech32(value: string): boolean {
  const text = value.toLowerCase();
  const split = text.lastIndexOf('1');
  if (split < 1 || text.length - split < 7) return false;
  const words = Array.from(text.slice(split + 1), (character) => CHARSET.indexOf(character));
  if (words.includes(-1)) return false;
  const human = Array.from(text.slice(0, split), (character) => character.charCodeAt(0));
  const expanded = [...human.map((code) => code >>> 5), 0, ...human.map((code) => code & 31), ...words];
  return expanded.reduce(step, 1) === 1;
}
