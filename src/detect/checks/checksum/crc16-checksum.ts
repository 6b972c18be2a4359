import { decodeBase32 } from '../radix.ts';

const POLYNOMIAL = 0x1021;

/** CRC16 XMODEM: polynomial 0x1021, start 0. */
export function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = ((crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ POLYNOMIAL) & 0xffff;
  }
  return crc;
}

/** NATS nkeys and Stellar strkeys: base32 of payload and CRC16, lowest byte first (nkeys source, SEP-0023). */
export function crc16Base32(value: string): boolean {
  const bytes = decodeBase32(value);
  return bytes !== undefined && bytes.length > 2 && crc16(bytes.subarray(0, -2)) === bytes.readUInt16LE(bytes.length - 2);
}
