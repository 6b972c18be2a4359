import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CLEAN_CACHE, cleanFolder, readCleanList, type CleanPackage } from './clean-list.ts';

/*
 * Downloads and unpacks the packages of `clean-packages.txt` with the ordinary clients:
 * `npx tsx tools/train-generic/fetch-clean.ts [CACHE]`. Needs npm, python3 with pip, cargo and tar; where they get
 * packages from, and from which cache, is theirs to say. Nothing of a package is run. A package whose archive has
 * another hash than the list says ends it; what is there already is left alone.
 */

/** Packages that one call of a client is asked for. */
const BATCH = 40;

/** A client at work in a folder of its own, and where its packages go. */
interface Job {
  readonly work: string;
  readonly cache: string;
}

function run(program: string, args: readonly string[], cwd: string): void {
  execFileSync(program, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, PIP_DISABLE_PIP_VERSION_CHECK: '1', npm_config_update_notifier: 'false' } });
}

/** An unpacked package in its place: whole, or not at all. */
function keep(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  renameSync(from, to);
}

/** The archives of a folder, each by what it hashes to. */
function archivesOf(folder: string, hash: 'sha256' | 'sha512'): Map<string, string> {
  const paths = readdirSync(folder).map((name) => join(folder, name));
  return new Map(paths.map((path) => [`${hash}-${createHash(hash).update(readFileSync(path)).digest('base64')}`, path]));
}

/** Unpacks each package's archive, which is known by its hash. @throws RangeError when none of that hash has come */
function unpackAll(packages: readonly CleanPackage[], archives: ReadonlyMap<string, string>, { job: { work, cache }, unpack }: { readonly job: Job; readonly unpack: (archive: string, folder: string) => void }): void {
  for (const each of packages) {
    const archive = archives.get(each.integrity);
    if (archive === undefined) throw new RangeError(`${each.kind} ${each.name}@${each.version}: what came has another hash than clean-packages.txt says`);
    const folder = join(work, 'unpacked');
    mkdirSync(folder);
    unpack(archive, folder);
    keep(folder, cleanFolder(cache, each));
  }
}

function fetchNpm(packages: readonly CleanPackage[], job: Job): void {
  run('npm', ['pack', '--ignore-scripts', '--silent', ...packages.map(({ name, version }) => `${name}@${version}`)], job.work);
  unpackAll(packages, archivesOf(job.work, 'sha512'), { job, unpack: (archive, folder) => run('tar', ['-xzf', archive, '--strip-components=1', '-C', folder], job.work) });
}

/** Wheels for every platform: no other is the same everywhere, and source archives would run code. */
const ANY_WHEEL = ['--only-binary=:all:', '--platform=any', '--implementation=py', '--abi=none', '--python-version=3.12'];

function fetchPypi(packages: readonly CleanPackage[], job: Job): void {
  const hex = (integrity: string): string => Buffer.from(integrity.slice('sha256-'.length), 'base64').toString('hex');
  writeFileSync(join(job.work, 'wanted.txt'), packages.map(({ name, version, integrity }) => `${name}==${version} --hash=sha256:${hex(integrity)}\n`).join(''));
  run('python3', ['-m', 'pip', 'download', '--quiet', '--no-deps', '--require-hashes', ...ANY_WHEEL, '--requirement', 'wanted.txt', '--dest', 'wheels'], job.work);
  unpackAll(packages, archivesOf(join(job.work, 'wheels'), 'sha256'), { job, unpack: (archive, folder) => run('python3', ['-m', 'zipfile', '-e', archive, folder], job.work) });
}

/** A crate that wants all others; `cargo vendor` brings theirs too, which stay behind. It checks each archive and notes its hash. */
function fetchCrates(packages: readonly CleanPackage[], { work, cache }: Job): void {
  const wanted = packages.map(({ name, version }) => `${name} = { version = "=${version}", default-features = false }\n`);
  writeFileSync(join(work, 'Cargo.toml'), `[package]\nname = "clean-packages"\nversion = "0.0.0"\nedition = "2021"\n[lib]\npath = "lib.rs"\n[dependencies]\n${wanted.join('')}`);
  writeFileSync(join(work, 'lib.rs'), '');
  run('cargo', ['vendor', '--quiet', '--versioned-dirs', 'vendor'], work);
  for (const each of packages) {
    const folder = join(work, 'vendor', `${each.name}-${each.version}`);
    const noted: { readonly package?: string } = JSON.parse(readFileSync(join(folder, '.cargo-checksum.json'), 'utf8'));
    if (each.integrity !== `sha256-${Buffer.from(noted.package ?? '', 'hex').toString('base64')}`) throw new RangeError(`crates ${each.name}@${each.version}: what came has another hash than clean-packages.txt says`);
    rmSync(join(folder, '.cargo-checksum.json'));
    keep(folder, cleanFolder(cache, each));
  }
}

const CLIENTS = [
  { kind: 'npm', fetch: fetchNpm, batch: BATCH },
  { kind: 'pypi', fetch: fetchPypi, batch: BATCH },
  // All at once: the versions of all are found together.
  { kind: 'crates', fetch: fetchCrates, batch: Infinity },
] as const;

function inBatches<Item>(items: readonly Item[], size: number): (readonly Item[])[] {
  return items.length <= size ? [items] : [items.slice(0, size), ...inBatches(items.slice(size), size)];
}

function main([given = CLEAN_CACHE]: readonly string[]): void {
  const cache = resolve(given);
  const missing = readCleanList().filter((each) => !existsSync(cleanFolder(cache, each)));
  mkdirSync(cache, { recursive: true });
  for (const { kind, fetch, batch } of CLIENTS) {
    for (const packages of inBatches(missing.filter((each) => each.kind === kind), batch)) {
      if (packages.length === 0) continue;
      const work = mkdtempSync(join(cache, 'work-'));
      try {
        fetch(packages, { work, cache });
      } finally {
        rmSync(work, { recursive: true });
      }
      console.log(`${packages.length} of ${kind} fetched`);
    }
  }
  console.log(`${readCleanList().length} packages are in ${cache}`);
}

main(process.argv.slice(2));
