import { isUtf8 } from 'node:buffer';

const NEWLINE = 10;

/** Header fields of a raw commit or tag, in order, and its message. */
export interface ObjectText {
  readonly fields: readonly (readonly [key: string, value: string])[];
  readonly message: string;
}

/** Splits a raw commit or tag at its first empty line. Continued lines (a leading space) belong to the field before. */
export function splitHeader(bytes: Uint8Array): ObjectText {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const empty = buffer[0] === NEWLINE ? -1 : buffer.indexOf('\n\n');
  const headerEnd = empty === -1 && buffer[0] !== NEWLINE ? buffer.length : empty + 1;
  const head = buffer.subarray(0, headerEnd);
  const encoding = /^encoding (\S+)$/m.exec(head.toString('latin1'))?.[1];
  const fields: [string, string][] = [];
  for (const line of decode(head, encoding).split('\n')) {
    const previous = fields.at(-1);
    if (line.startsWith(' ') && previous !== undefined) previous[1] += `\n${line.slice(1)}`;
    else if (line !== '') fields.push([line.split(' ', 1)[0] ?? '', line.slice(line.indexOf(' ') + 1)]);
  }
  return { fields, message: decode(buffer.subarray(headerEnd + 1), encoding) };
}

function decode(bytes: Buffer, encoding: string | undefined): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  try {
    return new TextDecoder(encoding ?? 'latin1').decode(bytes);
  } catch {
    // An encoding that nobody knows: every byte still gets a character.
    return bytes.toString('latin1');
  }
}
