/** What can be wrong with an object store. */
export type PackFaultKind = 'corrupt' | 'truncated' | 'missing' | 'replaced' | 'unsupported';

export interface PackFaultDetails {
  /** Path of the pack, index or loose file. */
  readonly file: string;
  /** Hex id of the object that cannot be read, where one is known. */
  readonly oid?: string;
  readonly cause?: unknown;
}

/** An object, pack or index that cannot be read. Names the file and, where known, the object; never holds its content. */
export class PackFault extends Error {
  readonly kind: PackFaultKind;
  readonly file: string;
  readonly oid: string | undefined;

  constructor(kind: PackFaultKind, message: string, details: PackFaultDetails) {
    super(message, { cause: details.cause });
    this.name = 'PackFault';
    this.kind = kind;
    this.file = details.file;
    this.oid = details.oid;
  }

  /** The same fault, said of one object. */
  ofObject(oid: string): PackFault {
    return new PackFault(this.kind, this.message, { file: this.file, oid, cause: this });
  }
}
