import { join } from 'node:path';
import { wholeChunk } from '#core/chunk.ts';
import type { Detection } from '#core/finding.ts';
import { LedgerBook, type Ledger } from '#core/ledger.ts';
import type { Origin } from '#core/origin.ts';
import type { Matcher } from '#detect/matcher.ts';
import { makeScanner } from '#detect/scanner.ts';
import type { EngineOptions } from '#engine/engine-options.ts';
import { HistoryEngine } from '#engine/history-engine.ts';
import { note, readSource } from '#app/read-source.ts';
import { openGit, type Git } from '#git/git.ts';
import { canListTips, listTips } from '#git/tips.ts';
import { historySource, type HistoryOptions } from '#sources/history.ts';
import type { TestRepo } from '../helpers/repo.ts';

/** Everything that one reading of a history has to say, in an order of its own. */
export interface Reading {
  readonly detections: readonly string[];
  readonly documents: number;
  readonly bytes: number;
  readonly binary: number;
  readonly skipped: readonly string[];
}

type Choices = Partial<Pick<EngineOptions, 'workers' | 'workerEntry' | 'arenaBytes'>> & { readonly walk?: 'own' | 'git' } & HistoryOptions & { readonly hash?: 'sha1' | 'sha256'; readonly depth?: number };

/** The worker's program as it stands in the sources. */
export const SOURCE_WORKER: NonNullable<EngineOptions['workerEntry']> = { url: new URL('./worker-boot.mjs', import.meta.url) };

function wordsOf(origin: Origin, { secret, pair, ...rest }: Detection): string {
  const plainPair = pair === undefined ? undefined : { ...pair, secret: pair.secret.reveal() };
  return JSON.stringify({ kind: origin.kind, oid: 'oid' in origin ? origin.oid : '', secret: secret.reveal(), ...rest, pair: plainPair });
}

async function readAll(git: Git, matcher: Matcher, { ledger, detections, options }: { ledger: LedgerBook; detections: string[]; options: Choices }): Promise<void> {
  const scanner = makeScanner(matcher, { depth: options.depth ?? 2 });
  const onDetection = (origin: Origin, one: Detection): void => void detections.push(wordsOf(origin, one));
  await readSource(historySource(git, options), { scanner, ledger, onDetection });
}

function close(ledger: Ledger, detections: readonly string[]): Reading {
  const skipped = ledger.skipped.map(({ reason, count }) => `${reason} ${count}`);
  return { detections: [...detections].sort(), documents: ledger.documents, bytes: ledger.bytes, binary: ledger.binary, skipped: skipped.sort() };
}

function gitOf(repo: TestRepo): Git {
  return openGit({ cwd: repo.dir, env: repo.env });
}

/** A history as the reference reads it. */
export async function readByReference(repo: TestRepo, matcher: Matcher, options: Choices = {}): Promise<Reading> {
  const ledger = new LedgerBook();
  const detections: string[] = [];
  await readAll(gitOf(repo), matcher, { ledger, detections, options });
  return close(ledger.close(), detections);
}

/** The same history as the engine reads it. */
export async function readByEngine(repo: TestRepo, matcher: Matcher, options: Choices = {}): Promise<Reading & { readonly plain: number }> {
  const { engine, ...reading } = await readAndKeep(repo, matcher, options);
  return { ...reading, plain: engine.stats.plain };
}

/** As `readByEngine`, with the engine that read it. */
export async function readAndKeep(repo: TestRepo, matcher: Matcher, options: Choices = {}): Promise<Reading & { readonly engine: HistoryEngine }> {
  const ledger = new LedgerBook();
  const detections: string[] = [];
  const { workers, workerEntry, arenaBytes, hash, maxBytes, unreachable, walk = 'own' } = options;
  const commonDir = join(repo.dir, '.git');
  const engine = new HistoryEngine({
    objectsDir: join(repo.dir, '.git', 'objects'),
    matcher,
    depth: options.depth ?? 2,
    maxBytes,
    unreachable,
    tips: walk === 'git' || !canListTips(commonDir) ? undefined : () => listTips(gitOf(repo), commonDir),
    ...(hash === undefined ? {} : { hash }),
    ...(workers === undefined ? {} : { workers }),
    ...(workerEntry === undefined ? {} : { workerEntry }),
    ...(arenaBytes === undefined ? {} : { arenaBytes }),
    onDocument: (document) => note(document, { ledger, onDetection: (origin, one) => void detections.push(wordsOf(origin, one)) }),
  });
  await readAll(gitOf(repo), matcher, { ledger, detections, options: { ...options, read: (git, oids) => engine.read(git, oids) } });
  return { ...close(ledger.close(), detections), engine };
}

/** What the reference finds in one text, for tests of parts. */
export function scanText(matcher: Matcher, bytes: Uint8Array, depth: number = 2): readonly Detection[] {
  return makeScanner(matcher, { depth }).scan(wholeChunk({ kind: 'stdin', path: '' }, bytes))?.detections ?? [];
}
