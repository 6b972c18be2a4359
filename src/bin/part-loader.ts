import { existsSync, readFileSync } from 'node:fs';
import nodeModule from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { Script } from 'node:vm';
import { readKeptCode, writeKeptCode } from './kept-code.ts';

/** A part of the built program, as CommonJS calls it. */
type RunPart = (...given: [exports: unknown, load: (name: string) => unknown, part: Part, file: string, folder: string]) => void;

interface Part {
  exports: unknown;
}

/** All names but those of the doors end in a hash of what the part holds: code that is kept under one is of that text. */
const HASHED = /-[A-Z\d]{8}\.cjs$/;

interface LoaderOptions {
  /** Where the parts lie. */
  readonly folder: string;
  /** Where compiled code is kept from one run to the next; undefined: nowhere. */
  readonly keepIn: string | undefined;
}

/** Tells installations apart by where they are (FNV-1a, 32 bits); two with one number would only keep code for each other. */
function numberOf(folder: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < folder.length; at += 1) hash = Math.imul(hash ^ folder.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16);
}

/**
 * Loads the parts of this program (`./hook.cjs` and what it asks for) with the code that V8 has compiled of them in an
 * earlier run; compiling is a third of what a hook takes to start. Node's own loader can do that from 22 on only, and
 * looks every part up anew. Parts ask for parts by `./name`; all else is asked of Node.
 */
export class PartLoader {
  readonly #folder: string;
  readonly #file: string | undefined;
  readonly #kept: ReadonlyMap<string, Buffer>;
  readonly #parts = new Map<string, Part>();
  readonly #scripts = new Map<string, Script>();
  readonly #askNode: NodeJS.Require;
  #isStale = false;

  /** @param door the part that is loaded first; each keeps code of its own */
  constructor(door: string, { folder, keepIn }: LoaderOptions) {
    this.#folder = folder;
    this.#askNode = nodeModule.createRequire(join(folder, door));
    this.#file = keepIn === undefined ? undefined : join(keepIn, `${door}-${numberOf(folder)}-${process.version}-${process.arch}.code`);
    this.#kept = this.#file === undefined ? new Map() : readKeptCode(this.#file);
    if (this.#file !== undefined) process.once('exit', () => this.#keep());
  }

  /** Runs a part, once, and gives what it exports. */
  load(name: string): unknown {
    const known = this.#parts.get(name);
    if (known !== undefined) return known.exports;
    const file = join(this.#folder, name);
    const part: Part = { exports: {} };
    this.#parts.set(name, part);
    const run = this.#compile(name, file).runInThisContext() as RunPart;
    run.call(part.exports, part.exports, (id) => (id.startsWith('./') ? this.load(id) : this.#askNode(id)), part, file, this.#folder);
    return part.exports;
  }

  #compile(name: string, filename: string): Script {
    const cachedData = this.#kept.get(name);
    const script = new Script(nodeModule.wrap(readFileSync(filename, 'utf8')), { filename, ...(cachedData === undefined ? {} : { cachedData }) });
    if (!HASHED.test(name)) return script;
    this.#isStale ||= cachedData === undefined || script.cachedDataRejected === true;
    this.#scripts.set(name, script);
    return script;
  }

  /** At the end, when V8 has compiled the functions that were called, too. What other runs have asked for stays. */
  #keep(): void {
    if (!this.#isStale || this.#file === undefined) return;
    const others = [...this.#kept].filter(([name]) => existsSync(join(this.#folder, name)));
    const made = [...this.#scripts].map(([name, script]) => [name, script.createCachedData()] as const);
    writeKeptCode(this.#file, new Map([...others, ...made]));
  }
}
