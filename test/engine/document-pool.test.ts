import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scanFiles } from '#app/scan.ts';
import { IncompleteError } from '#core/errors.ts';
import type { Detection } from '#core/finding.ts';
import { DocumentPool, type DocumentPoolOptions } from '#engine/document-pool.ts';
import type { DocumentFound } from '#engine/document-reader.ts';
import { searchQuickly } from '#engine/quick-search.ts';
import type { WorkerEntry } from '#engine/start-worker.ts';
import { contextIn } from '../helpers/context.ts';
import { githubToken } from '../helpers/keys.ts';
import { scanText, SOURCE_WORKER } from './differential.ts';
import { document, testMatcher } from './material.ts';

const DEPTH = 3;

function words(detections: readonly Detection[]): string[] {
  return detections.map(({ secret, pair, ...rest }) => JSON.stringify([rest, secret.reveal(), pair?.span, pair?.secret.reveal()])).sort();
}

function openPool(options: Partial<DocumentPoolOptions> = {}): DocumentPool {
  return new DocumentPool({ entry: SOURCE_WORKER, matcher: testMatcher(), linear: new Set(), depth: DEPTH, workers: 2, bytesPerWorker: 1, ...options });
}

/** Hands all documents to a pool; what is told of each, with its place in the order. */
async function readAll(pool: DocumentPool, documents: readonly Buffer[]): Promise<{ order: number[]; found: DocumentFound[] }> {
  const order: number[] = [];
  const found: DocumentFound[] = [];
  try {
    for (const [i, bytes] of documents.entries()) {
      pool.take(bytes, (one) => {
        order.push(i);
        found.push(one);
      });
      await pool.turn();
    }
    await pool.settle();
  } finally {
    await pool.end();
  }
  return { order, found };
}

/** So many that batches are handed out, of several lengths. */
const many = (texts: readonly Buffer[]): Buffer[] => Array.from({ length: 700 }, (_, i) => texts[(i * 7) % texts.length] ?? Buffer.alloc(0));

describe('a pool of documents', () => {
  const matcher = testMatcher();

  test('tells of each document what the scanner says, in the order in which they came', { timeout: 120_000 }, async () => {
    const texts = fc.sample(document(60), { numRuns: 60, seed: 5 });
    const documents = many([...texts, Buffer.alloc(0)]);
    const expected = documents.map((bytes) => words(scanText(matcher, bytes, DEPTH)));
    expect(expected.flat().length).toBeGreaterThan(300);
    for (const workers of [0, 1, 3]) {
      const pool = openPool({ workers });
      const { order, found } = await readAll(pool, documents);
      expect(pool.workers).toBe(workers);
      expect(order).toEqual(documents.map((_, i) => i));
      expect(found.map(({ detections }) => words(detections))).toEqual(expected);
      expect(found.map(({ bytes }) => bytes)).toEqual(documents.map(({ length }) => length));
    }
  });

  test('what was found elsewhere waits for its turn', async () => {
    const pool = openPool({ workers: 1 });
    const order: string[] = [];
    const text = Buffer.from('plain words\n'.repeat(9000));
    for (let i = 0; i < 12; i += 1) {
      pool.take(text, () => void order.push(`taken ${i}`));
      pool.add({ detections: [], bytes: 1, isBinary: false, openness: 'whole' }, () => void order.push(`added ${i}`));
    }
    await pool.settle();
    await pool.end();
    expect(order).toEqual(Array.from({ length: 12 }, (_, i) => [`taken ${i}`, `added ${i}`]).flat());
  });

  test('starts no worker for little', async () => {
    const pool = openPool({ bytesPerWorker: 1 << 30 });
    const { found } = await readAll(pool, many([Buffer.from('little\n')]));
    expect([pool.workers, found.length]).toEqual([0, 700]);
  });
});

describe('a worker that fails is a failure of the run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stanch-pool-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const program = (name: string, text: string): WorkerEntry => {
    writeFileSync(join(folder, `${name}.mjs`), `import { parentPort } from 'node:worker_threads';\n${text}`);
    return { url: pathToFileURL(join(folder, `${name}.mjs`)) };
  };

  test.each([
    ['at its start', 'throw new Error("no");'],
    ['by ending in the middle of the work', "parentPort.on('message', () => process.exit(0));"],
    ['by leaving documents out', "parentPort.on('message', ({ number }) => number && parentPort.postMessage({ number, results: [], stats: { hits: 0, regexRuns: 0, rejected: 0 } }));"],
  ])('%s', async (name, text) => {
    const pool = openPool({ entry: program(name.replaceAll(' ', '-'), text), workers: 1 });
    await expect(readAll(pool, many([Buffer.from('words\n'.repeat(100))]))).rejects.toThrow(IncompleteError);
  });
});

test('a search in a core of its own finds what the usual one finds, once there was enough to search', () => {
  const usual = testMatcher();
  const quick = testMatcher();
  let asked = 0;
  quick.searchBy((search) => (...args) => {
    asked += 1;
    search(...args);
  });
  const undo = searchQuickly(quick);
  const filler = Buffer.from('plain words and others\n'.repeat(15_000));
  scanText(quick, filler, DEPTH);
  fc.assert(
    fc.property(document(80), document(20), (text, inner) => {
      const bytes = Buffer.concat([text, Buffer.from(`\n"${Buffer.from(`${inner.toString('latin1')} ${'plain words '.repeat(60)}`).toString('base64')}"\n`)]);
      expect(words(scanText(quick, bytes, DEPTH))).toEqual(words(scanText(usual, bytes, DEPTH)));
    }),
    { numRuns: 100 },
  );
  const [before, long] = [asked, Buffer.concat([filler, Buffer.from(`${'nrk'}_${'aB3'.repeat(6).slice(0, 16)}`)])];
  expect(scanText(quick, long, DEPTH)).toHaveLength(1);
  expect(asked).toBe(before);
  undo();
  scanText(quick, long, DEPTH);
  expect(asked).toBeGreaterThan(before);
});

describe('a folder that is worth several threads', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stanch-many-'));
  beforeAll(() => {
    for (let i = 0; i < 60; i += 1) {
      mkdirSync(join(folder, `part${i % 7}`), { recursive: true });
      writeFileSync(join(folder, `part${i % 7}`, `file${i}.txt`), `${'some words on a line\n'.repeat(12_000)}token = ${githubToken(`many ${i}`)}\n`);
    }
    writeFileSync(join(folder, 'long.txt'), `${'some words on a line\n'.repeat(120_000)}token = ${githubToken('long')}\n`);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('is reported as by one', { timeout: 120_000 }, async () => {
    const scan = async (workerEntry?: WorkerEntry) =>
      scanFiles({ paths: ['.'], noIgnore: true, stdin: Readable.from([]) }, { ...contextIn(folder), ...(workerEntry === undefined ? {} : { workerEntry }) });
    const [alone, together] = [await scan(), await scan(SOURCE_WORKER)];
    expect(together.report.findings).toHaveLength(61);
    expect(together.report.findings).toEqual(alone.report.findings);
    expect(together.report.ledger).toEqual(alone.report.ledger);
    expect(alone.report.stats['threads']).toBeUndefined();
    expect(together.report.stats['threads']).toBe(availableParallelism() > 1 ? Math.min(availableParallelism(), 3) : undefined);
  });

  test('may be stopped, and says so with what was read until then', { timeout: 120_000 }, async () => {
    const stop = new AbortController();
    const context = { ...contextIn(folder), workerEntry: SOURCE_WORKER, signal: stop.signal, onProgress: () => stop.abort() };
    for (let i = 0; i < 128; i += 1) writeFileSync(join(folder, `small${i}.txt`), 'a few words\n');
    const { report } = await scanFiles({ paths: ['.'], noIgnore: true, stdin: Readable.from([]) }, context);
    expect(report.ledger.complete).toBe(false);
    expect(report.ledger.skipped).toMatchObject([{ reason: 'interrupted' }]);
    expect(report.ledger.documents).toBeGreaterThanOrEqual(64);
  });
});
