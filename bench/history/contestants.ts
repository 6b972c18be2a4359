import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { OwnPrograms } from './build-own.ts';
import type { Measurement } from './measure.ts';

/** A command that reads a whole history. */
export interface Contestant {
  readonly name: string;
  readonly kind: 'own' | 'git' | 'peer';
  readonly command: (repository: string) => string;
  /** What it has found, told by its output or its report. */
  readonly found?: (run: Measurement) => number | undefined;
}

export interface Place {
  readonly root: string;
  /** The built program. It is a copy: whoever builds meanwhile does not disturb. */
  readonly dist: string;
  /** A folder for reports. */
  readonly folder: string;
  readonly own: OwnPrograms;
}

/** The audit as people run it. */
export const AUDIT = 'stanch audit';
export const LOG = 'git log -p';
export const CAT_FILE = 'git cat-file --batch';

/** A word for a shell. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

const isOnPath = (program: string): boolean => (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));

/** Length of the list in a report of JSON, or of its `findings`. */
function countIn(path: string): number | undefined {
  if (!existsSync(path)) return undefined;
  const report = JSON.parse(readFileSync(path, 'utf8')) as unknown[] | { findings?: unknown[] } | null;
  return Array.isArray(report) ? report.length : (report?.findings?.length ?? 0);
}

function numberIn(text: string): number | undefined {
  const digits = /\d+/.exec(text)?.[0];
  return digits === undefined ? undefined : Number(digits);
}

/** An audit by the built program. Findings (1) and holes (3) are no failures of it. */
export function auditCommand({ dist }: Pick<Place, 'dist'>, repository: string, options: string): string {
  return `${quote(process.execPath)} ${quote(join(dist, 'stanch.cjs'))} audit --no-work-tree --quiet --format json ${options} ${quote(repository)} || [ $? -eq 1 -o $? -eq 3 ]`;
}

function ownOnes(place: Place): Contestant[] {
  const { dist, folder, own } = place;
  const rules = quote(join(dist, 'rules.pack'));
  const report = (name: string): string => join(folder, `${name}.json`);
  const audit = (name: string, file: string, options = ''): Contestant => ({
    name,
    kind: 'own',
    command: (repository) => auditCommand(place, repository, `${options} --output ${quote(report(file))}`),
    found: () => countIn(report(file)),
  });
  const list: Contestant[] = [
    audit(AUDIT, 'audit'),
    { name: 'stanch, engine in 1 thread', kind: 'own', command: (repository) => `${quote(process.execPath)} ${quote(own.engine)} ${quote(repository)} ${rules} pack` },
    audit('stanch audit --engine stream', 'stream', '--engine stream'),
  ];
  return process.env['STANCH_BENCH_REFERENCE'] === '1' ? [...list, audit('stanch audit --engine cat-file', 'cat-file', '--engine cat-file')] : list;
}

function gitOnes(): Contestant[] {
  const git = (repository: string): string => `git -C ${quote(repository)}`;
  return [
    { name: CAT_FILE, kind: 'git', command: (repository) => `${git(repository)} rev-list --objects --no-object-names --all | ${git(repository)} cat-file --batch --buffer >/dev/null` },
    { name: LOG, kind: 'git', command: (repository) => `${git(repository)} log -p -U0 --full-history --all >/dev/null` },
  ];
}

/** Other scanners that stand on the PATH, with verification off. */
function peers(folder: string): Contestant[] {
  const leaks = (program: string): Contestant => {
    const path = join(folder, `${program}.json`);
    return { name: program, kind: 'peer', command: (repository) => `${program} git --no-banner --exit-code 0 --report-format json --report-path ${quote(path)} ${quote(repository)}`, found: () => countIn(path) };
  };
  const all: Contestant[] = [
    leaks('gitleaks'),
    leaks('betterleaks'),
    { name: 'kingfisher', kind: 'peer', command: (repository) => `kingfisher scan --no-validate --no-update-check --git-history full --format json ${quote(repository)} | tail -n 1`, found: ({ stdout }) => numberIn(/"findings":(\d+)/.exec(stdout)?.[1] ?? '') },
    { name: 'trufflehog', kind: 'peer', command: (repository) => `trufflehog git --no-verification --no-update --json ${quote(`file://${repository}`)} | wc -l`, found: ({ stdout }) => numberIn(stdout) },
  ];
  return all.filter(({ name }) => isOnPath(name));
}

/** Everything that can be run here. */
export function contestants(place: Place): Contestant[] {
  return [...ownOnes(place), ...gitOnes(), ...peers(place.folder)];
}
