import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A package of published code that is taken to hold no secrets. */
export interface CleanPackage {
  readonly kind: 'npm' | 'pypi' | 'crates';
  readonly name: string;
  readonly version: string;
  /** What the package's archive hashes to, as `sha512-` or `sha256-` and base64. */
  readonly integrity: string;
}

/** Where the packages are kept unless told: outside the tree, and no loss. */
export const CLEAN_CACHE: string = join(tmpdir(), 'stanch-clean-packages');

const LINE = /^(npm|pypi|crates) (\S+)@([^@\s]+) (sha(?:256|512)-[A-Za-z0-9+/]+={0,2})$/;

/** Reads a list: `kind name@version integrity` a line, sorted. @throws RangeError on any other line */
export function parseCleanList(text: string): CleanPackage[] {
  return text.split('\n').filter(Boolean).map((line) => {
    const [, kind, name, version, integrity] = LINE.exec(line) ?? [];
    if (kind === undefined || name === undefined || version === undefined || integrity === undefined) throw new RangeError(`not a package with its hash: ${line}`);
    return { kind: kind === 'npm' ? 'npm' : kind === 'pypi' ? 'pypi' : 'crates', name, version, integrity };
  });
}

/** The packages that teach and measure. */
export function readCleanList(): CleanPackage[] {
  return parseCleanList(readFileSync(new URL('clean-packages.txt', import.meta.url), 'utf8'));
}

/** The folder that a package is unpacked into. */
export function cleanFolder(cache: string, { kind, name, version }: CleanPackage): string {
  return join(cache, kind, `${name.replace('/', '+')}@${version}`);
}

/** Half of the packages teach, the others measure. The name alone decides, so a new version or a new neighbour moves none. */
export function teaches({ kind, name }: CleanPackage): boolean {
  return ((createHash('sha256').update(`${kind} ${name}`).digest()[0] ?? 0) & 1) === 0;
}
