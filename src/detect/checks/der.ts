/** One element of DER (X.690): its tag and its contents. */
export interface DerElement {
  readonly tag: number;
  readonly body: Buffer;
  /** Offset behind the element. */
  readonly end: number;
}

export const DER_INTEGER = 0x02;
export const DER_OCTETS = 0x04;
export const DER_OID = 0x06;
export const DER_SEQUENCE = 0x30;

/** The element at `at`, or nothing where the bytes are no DER or end too early. */
export function readDer(bytes: Buffer, at = 0): DerElement | undefined {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) return undefined;
  const width = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0x80 || width > 4 || at + 2 + width > bytes.length) return undefined;
  const length = width === 0 ? first : bytes.readUIntBE(at + 2, width);
  const start = at + 2 + width;
  return start + length > bytes.length ? undefined : { tag, body: bytes.subarray(start, start + length), end: start + length };
}

/** The elements inside a constructed one; stops at the first that does not hold. */
export function readDerList(body: Buffer): DerElement[] {
  const elements: DerElement[] = [];
  for (let at = 0; at < body.length; ) {
    const element = readDer(body, at);
    if (element === undefined) break;
    elements.push(element);
    at = element.end;
  }
  return elements;
}
