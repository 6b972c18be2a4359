import { lstat, readdir, stat, type Dirent } from 'node:fs';
import fastGlob from 'fast-glob';
import type { Skip } from '#core/chunk.ts';
import { FileNames } from './file-names.ts';
import { IgnoreFiles } from './ignore-files.ts';
import { unreadable } from './read-file.ts';

/** What a walk meets: a file or link to read, or something to put into the ledger. */
export type Found = { readonly kind: 'file' | 'link'; readonly path: string; readonly bytes: Buffer } | Skip;

export interface WalkOptions {
  /** Absolute path of the folder. */
  readonly root: string;
  /** Path text that stands before those of the walk; empty or ending in `/`. */
  readonly prefix: string;
  /** False: `.gitignore` and `.stanchignore` are not obeyed. */
  readonly obeyIgnoreFiles: boolean;
}

/**
 * Walks a folder with fast-glob, which here lists through `#list`: names of any bytes, ignored entries cut off before
 * they are entered, and nothing dropped without a word. Links are not followed; `.git` is not entered.
 */
export async function* walkFolder(options: WalkOptions): AsyncGenerator<Found, void, undefined> {
  const walk = new Walk(options);
  const stream = fastGlob.stream('**', {
    cwd: options.root,
    dot: true,
    onlyFiles: false,
    followSymbolicLinks: false,
    objectMode: true,
    unique: false,
    suppressErrors: true,
    fs: { readdir: walk.readdir, lstat, stat } as never,
  });
  for await (const entry of stream as AsyncIterable<unknown> as AsyncIterable<fastGlob.Entry>) {
    yield* walk.takeSkips();
    const found = walk.found(entry);
    if (found !== undefined) yield found;
  }
  yield* walk.takeSkips();
  walk.close();
}

/** A directory entry whose name is bytes; Node's types know only those with text. */
type RawEntry = Pick<Dirent, 'isDirectory' | 'isFile' | 'isSymbolicLink'> & { readonly name: Buffer };
type ListCallback = (error: Error | null, entries: Dirent[]) => void;

class Walk {
  readonly #options: WalkOptions;
  readonly #names = new FileNames();
  readonly #ignore: IgnoreFiles;
  #skips: Skip[] = [];
  /** Files handed to the globber and not yet given back: it must give all of them. */
  #open = 0;

  constructor(options: WalkOptions) {
    this.#options = options;
    this.#ignore = new IgnoreFiles(options.root);
  }

  /** Stands in for `fs.readdir` with `withFileTypes`. */
  readonly readdir = (folder: string, _options: unknown, callback: ListCallback): void => {
    readdir(this.#names.toBytes(folder), { withFileTypes: true, encoding: 'buffer' } as never, (error: Error | null, entries: unknown) => {
      if (error !== null) {
        this.#skips.push(unreadable({ kind: 'file', path: this.#pathOf(folder) }, error));
        callback(null, []);
        return;
      }
      callback(null, (entries as RawEntry[]).flatMap((entry) => this.#keep(folder, entry)));
    });
  };

  #keep(folder: string, entry: RawEntry): Dirent[] {
    const name = this.#names.toGlob(entry.name);
    if (name === '.git') {
      if (folder !== this.#options.root) this.#skips.push({ kind: 'skip', origin: { kind: 'file', path: this.#pathOf(folder) }, reason: 'submodule' });
      return [];
    }
    const path = this.#pathOf(`${folder}/${name}`);
    if (this.#options.obeyIgnoreFiles && this.#ignore.isIgnored(this.#names.toPath(folder), this.#names.toPath(name), entry.isDirectory())) {
      this.#skips.push({ kind: 'skip', origin: { kind: 'file', path }, reason: 'ignored' });
      return [];
    }
    if (!entry.isDirectory() && !entry.isFile() && !entry.isSymbolicLink()) {
      this.#skips.push({ kind: 'skip', origin: { kind: 'file', path }, reason: 'special-file' });
      return [];
    }
    if (!entry.isDirectory()) this.#open += 1;
    return [Object.assign(entry as Pick<Dirent, 'isDirectory'>, { name }) as Dirent];
  }

  /** Path text as reports show it, of an absolute path of the globber. */
  #pathOf(globPath: string): string {
    const { root, prefix } = this.#options;
    return prefix + this.#names.toPath(globPath.slice(root.length).replace(/^\/+/, ''));
  }

  found({ path, dirent }: fastGlob.Entry): Found | undefined {
    if (dirent.isDirectory()) return undefined;
    this.#open -= 1;
    const { root, prefix } = this.#options;
    return { kind: dirent.isSymbolicLink() ? 'link' : 'file', path: prefix + this.#names.toPath(path), bytes: this.#names.toBytes(`${root}/${path}`) };
  }

  takeSkips(): Skip[] {
    const skips = this.#skips;
    this.#skips = [];
    return skips;
  }

  /** @throws RangeError when the globber kept a file to itself */
  close(): void {
    if (this.#open !== 0) throw new RangeError(`the walk lost ${this.#open} files`);
  }
}
