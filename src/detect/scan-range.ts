import { DECODERS } from './decode/index.ts';
import type { FindRegions, Region } from './decode/region.ts';
import { takeWork, unopenedMark, workFor, type DecodeWork } from './decode/work-budget.ts';
import type { DocumentView } from './document-view.ts';
import { sniffEncoding } from './encoding.ts';
import type { Matcher } from './matcher.ts';
import { outwards } from './outwards.ts';
import type { RawMatch } from './raw-match.ts';
import { makeTranscoder } from './transcode.ts';

/** What is scanned and how. `from` and `to` are indices in `view.bytes`. */
export interface ScanTask {
  readonly view: DocumentView;
  readonly from: number;
  readonly to: number;
  readonly isText: boolean;
  /** Levels of encoding that may still be opened. */
  readonly depth: number;
  /** What opening may cost; absent in the document itself, where each region gets its own. */
  readonly work?: DecodeWork;
}

/**
 * Finds everything whose anchor, or whose encoded region, begins in the range of the task.
 * The result depends only on the bytes within `MARGIN` of it.
 */
export function scanRange(matcher: Matcher, task: ScanTask): RawMatch[] {
  const found: RawMatch[] = [];
  const { view, from, to, isText } = task;
  matcher.findAnchors(view.bytes, { from, to, isText }, (anchor, at) => matcher.confirm(view, { anchor, at, isText }, found));
  if (task.depth > 0 && isText) scanEncoded(matcher, task, { found, decoders: DECODERS });
  return found;
}

/** Opens the regions that begin in the range of the task and adds what they hold to `found`. */
export function scanEncoded(matcher: Matcher, task: ScanTask, { found, decoders }: { readonly found: RawMatch[]; readonly decoders: readonly FindRegions[] }): void {
  const { view, from, to } = task;
  for (const findRegions of decoders) {
    for (const region of findRegions(view.bytes, { from, to, base: view.base })) {
      if (task.work === undefined || takeWork(task.work, region)) {
        found.push(...scanRegion(matcher, region, task));
        if (region.isCut === true) found.push(unopenedMark(region, view.base));
        continue;
      }
      if (!task.work.isExceeded) found.push(unopenedMark(region, view.base));
      task.work.isExceeded = true;
      return;
    }
  }
}

/** Scans the decoded text as a document of its own and maps what it finds back to the encoded form. */
function scanRegion(matcher: Matcher, region: Region, task: ScanTask): RawMatch[] {
  const transcoder = makeTranscoder(sniffEncoding(region.decoded));
  const bytes = transcoder?.write(region.decoded, true) ?? region.decoded;
  const inner = { view: { bytes, base: 0 }, from: 0, to: bytes.length, isText: region.isText, depth: task.depth - 1, work: task.work ?? workFor(region) };
  // What was transcoded has another length: a byte stands about as far into the one as into the other.
  const share = region.decoded.length / Math.max(1, bytes.length);
  const toOuter = transcoder === undefined ? region.toOuter : (at: number): number => region.toOuter(Math.floor(at * share));
  return outwards(scanRange(matcher, inner), region, { toOuter, base: task.view.base });
}
