import type { Source } from '#core/chunk.ts';
import { chooseEngine, objectsDirOf, type EngineChoice, type EngineName } from '#engine/choose-engine.ts';
import { allOf, HistoryEngine } from '#engine/history-engine.ts';
import { packByStream } from '#engine/stream/stream-pack.ts';
import { readObjects } from '#git/objects.ts';
import { PackFault } from '#git/pack/fault.ts';
import type { PackFile } from '#git/pack/pack-file.ts';
import { canListTips, listTips } from '#git/tips.ts';
import { historySource, type HistoryOptions, type ObjectReader } from '#sources/history.ts';
import type { LocateOptions } from '#sources/locate.ts';
import type { Repository } from './repository.ts';
import type { ScanSink, SourceMaker } from './run-scan.ts';
import type { Context } from './scan-settings.ts';
import type { SinceLast } from './since-last.ts';

export interface HistoryRequest extends HistoryOptions {
  /** An engine that was asked for; else the quickest that fits. */
  readonly engine?: EngineName | undefined;
  /** What earlier audits have left. */
  readonly sinceLast?: SinceLast | undefined;
}

/** The engine that would read this repository, and why. */
export function engineFor({ info }: Pick<Repository, 'info'>, request: HistoryRequest, env: Context['env']): EngineChoice {
  return chooseEngine({ commonDir: info.commonDir, forced: request.engine, since: request.since, env });
}

/** A history to be read, and where its blobs stand once it was. */
export interface HistoryReader {
  readonly source: SourceMaker;
  readonly placesOf: NonNullable<LocateOptions['placesOf']>;
}

/**
 * The history of a repository, read straight from its packs where that can be, else through git. Both find the same.
 */
export function historyReader(repository: Repository, request: HistoryRequest, context: Context): HistoryReader {
  const { engine } = engineFor(repository, request, context.env);
  if (engine === 'cat-file') return { source: historySource(repository.git, request), placesOf: () => undefined };
  let opened: HistoryEngine | undefined;
  const keep = (reading: HistoryEngine): void => void (opened = reading);
  const read = engine === 'pack' ? packReader : streamReader;
  return { source: (sink) => read(repository, { request, context, sink, keep }), placesOf: (oids) => opened?.placesOf(oids) };
}

interface EngineWork {
  readonly request: HistoryRequest;
  readonly context: Context;
  readonly sink: ScanSink;
  readonly keep: (engine: HistoryEngine) => void;
}

/** Packs that are being replaced over and over cannot be held open; then git packs what is read. */
function packReader(repository: Repository, work: EngineWork): Source {
  const { request, sink, keep } = work;
  try {
    const engine = openEngine(repository, work);
    keep(engine);
    const read: ObjectReader = async function* readAndTell(git, oids) {
      yield* engine.read(git, oids);
      sink.onStats({ ...engine.stats });
    };
    return historySource(repository.git, { ...request, read });
  } catch (error) {
    if (!(error instanceof PackFault)) throw error;
    sink.onStats({ packsUnreadable: 1 });
    return streamReader(repository, work);
  }
}

/** Where git cannot pack what is read, it gives object by object. */
function streamReader(repository: Repository, work: EngineWork): Source {
  const { request, sink, keep } = work;
  const read: ObjectReader = async function* readAndTell(git, oids) {
    const before = performance.now();
    const asked = await allOf(oids);
    const pack = await packByStream(git, asked, { hash: repository.info.objectFormat });
    sink.onStats({ packedMs: performance.now() - before });
    if (pack === undefined) {
      sink.onStats({ streamUnreadable: 1 });
      yield* readObjects(git, asked);
      return;
    }
    const engine = openEngine(repository, work, pack);
    keep(engine);
    yield* engine.read(git, asked);
    sink.onStats({ ...engine.stats });
  };
  return historySource(repository.git, { ...request, read });
}

function openEngine({ git, info }: Repository, { request, context, sink }: EngineWork, pack?: PackFile): HistoryEngine {
  const { signal, onProgress, env, settings, workerEntry } = context;
  return new HistoryEngine({
    objectsDir: objectsDirOf({ commonDir: info.commonDir, env }),
    hash: info.objectFormat,
    pack,
    tips: info.isPartial || request.since !== undefined || !canListTips(info.commonDir) ? undefined : () => listTips(git, info.commonDir),
    unreachable: request.unreachable,
    alternates: (env['GIT_ALTERNATE_OBJECT_DIRECTORIES'] ?? '').split(process.platform === 'win32' ? ';' : ':').filter(Boolean),
    matcher: sink.rules.matcher,
    linear: sink.rules.own,
    depth: settings.depth,
    maxBytes: request.maxBytes,
    ...(workerEntry === undefined ? {} : { workerEntry }),
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
    memory: pack === undefined ? request.sinceLast?.memoryFor(sink.rules) : undefined,
    onDocument: sink.onDocument,
  });
}
