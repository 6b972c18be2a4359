import { noArgument } from './argument.ts';
import type { Check } from './check.ts';
import { doubt, passWith } from './result.ts';

const SIGNATURE = 'signature ';
const SIGNATURE_BYTES = 32;

interface Packet {
  readonly text: string;
  readonly body: Buffer;
}

/** The packets of a version 1 macaroon: four hex digits of length, themselves counted, then `key value` and a line end. */
function packetsOf(bytes: Buffer): Packet[] | undefined {
  const packets: Packet[] = [];
  for (let at = 0; at < bytes.length; ) {
    const digits = bytes.toString('latin1', at, at + 4);
    const length = /^[0-9a-f]{4}$/.test(digits) ? Number.parseInt(digits, 16) : 0;
    if (length < 6 || at + length > bytes.length) return undefined;
    const body = bytes.subarray(at + 4, at + length - 1);
    packets.push({ body, text: body.toString('latin1') });
    at += length;
  }
  return packets;
}

/**
 * `macaroon`: the packets of a macaroon follow each other to its signature (version 1 of the binary format of
 * libmacaroons); tells its location and how many caveats narrow it.
 * @throws ConfigError
 */
export function macaroon(arg: unknown): Check {
  noArgument('macaroon', arg);
  return ({ value }) => {
    const packets = packetsOf(Buffer.from(value, 'base64'));
    const last = packets?.at(-1);
    if (packets === undefined || last?.text.startsWith(SIGNATURE) !== true) return doubt('does not decode to a macaroon');
    if (last.body.length !== SIGNATURE.length + SIGNATURE_BYTES) return doubt('its signature is not whole');
    const location = /^location ([\x21-\x7e]{1,120})$/.exec(packets[0]?.text ?? '')?.[1];
    const caveats = packets.filter(({ text }) => text.startsWith('cid ')).length;
    return passWith({ caveats: String(caveats), ...(location === undefined ? {} : { location }) }, true);
  };
}
