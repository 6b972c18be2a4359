import { ConfigError } from '#core/errors.ts';
import { objectArgument, textsArgument } from '../argument.ts';
import type { Check } from '../check.ts';
import { doubt, PROVEN } from '../result.ts';
import { azureChecksum, caskChecksum } from './azure-checksums.ts';
import { base58check } from './base58check.ts';
import { bech32 } from './bech32-checksum.ts';
import { crc16Base32 } from './crc16-checksum.ts';
import { CRC32_CHECKSUMS, type Checksum } from './crc32-checksums.ts';
import { sha256Base32 } from './sha256-base32.ts';

const FAILED = doubt('its checksum does not hold');

/** Checksums by the name that rules use; `marvin` takes its seed words. */
const CHECKSUMS: ReadonlyMap<string, Checksum> = new Map<string, Checksum>([
  ...CRC32_CHECKSUMS,
  ['cask', caskChecksum],
  ['nkey', crc16Base32],
  ['strkey', crc16Base32],
  ['bech32', bech32],
  ['base58check', base58check],
  ['sha256-b32-8', sha256Base32],
]);

function toChecksum(arg: unknown): Checksum {
  if (typeof arg === 'string') {
    const known = CHECKSUMS.get(arg);
    if (known === undefined) throw new ConfigError('no checksum is called that', `known: ${[...CHECKSUMS.keys(), 'marvin'].join(', ')}`);
    return known;
  }
  const { marvin } = objectArgument('checksum', arg, ['marvin']);
  const seeds = textsArgument('checksum', marvin);
  if (seeds.some((seed) => seed.length !== 8)) throw new ConfigError('a marvin seed has eight letters');
  return azureChecksum(seeds);
}

/** `checksum: NAME`: a sum that holds proves the key, one that fails makes it unlikely. @throws ConfigError */
export function checksum(arg: unknown): Check {
  const holds = toChecksum(arg);
  return ({ value }) => (holds(value) ? PROVEN : FAILED);
}
