import type { Detection } from '#core/finding.ts';
import { keyName } from '#core/key-name.ts';
import type { ScannedDocument } from '../document-scanner.ts';
import { makeBudget, MAX_NESTING, type ContainerKind, type UnpackBudget } from './container.ts';
import { unpack } from './unpack.ts';

/** How the entries of a container are scanned; given, so that scanner and container need not know each other. */
export interface EntryScan {
  readonly scan: (bytes: Buffer) => ScannedDocument;
  readonly toDetections: (document: ScannedDocument) => readonly Detection[];
  /** Bytes of the outermost document: what is found inside stands somewhere in them. */
  readonly length: number;
}

interface Packed {
  readonly detections: readonly Detection[];
  readonly isWhole: boolean;
}

/** How far a container was opened: to its end, as far as it is not damaged or encrypted, or as far as the budget went. */
export type Openness = 'whole' | 'closed' | 'budget';

const START = { line: 1, column: 1 } as const;

/** A detection of an entry as one of the document that holds it; entry and line go into its facts. */
function outwards(found: Detection, place: { readonly kind: ContainerKind; readonly name: string; readonly length: number }): Detection {
  const inside = found.facts['inside'] ?? `:${found.start.line}`;
  return {
    ...found,
    span: { start: 0, end: place.length },
    start: START,
    end: START,
    encoding: [place.kind, ...found.encoding],
    facts: { ...found.facts, inside: `${place.name}${inside.startsWith(':') || place.name === '' ? '' : '!'}${inside}` },
  };
}

/** What of `detections` is not in `others`, too: entries that are stored as they are show twice. */
export function withoutTwins(detections: readonly Detection[], others: readonly Detection[]): readonly Detection[] {
  const known = new Set(others.map(keyName));
  return detections.filter((found) => !known.has(keyName(found)));
}

function scanAt(container: NonNullable<ScannedDocument['container']>, entryScan: EntryScan, limits: { budget: UnpackBudget; nesting: number }): Packed {
  limits.budget.isExceeded ||= container.bytes === null || limits.nesting <= 0;
  if (container.bytes === null || limits.nesting <= 0) return { detections: [], isWhole: false };
  const { entries, isWhole } = unpack(container.kind, container.bytes, limits.budget);
  const results = entries.map(({ name, bytes }): Packed => {
    const document = entryScan.scan(bytes);
    const inner = document.container === undefined ? undefined : scanAt(document.container, entryScan, { ...limits, nesting: limits.nesting - 1 });
    const packed = inner?.detections ?? [];
    const detections = [...withoutTwins(entryScan.toDetections(document), packed), ...packed];
    return { detections: detections.map((found) => outwards(found, { kind: container.kind, name, length: entryScan.length })), isWhole: inner?.isWhole ?? true };
  });
  return { detections: results.flatMap((result) => result.detections), isWhole: isWhole && results.every((result) => result.isWhole) };
}

/** Scans everything that is packed in a container, containers in it included, within one budget. */
export function scanContainer(container: NonNullable<ScannedDocument['container']>, entryScan: EntryScan): { detections: readonly Detection[]; openness: Openness } {
  const budget = makeBudget();
  const { detections, isWhole } = scanAt(container, entryScan, { budget, nesting: MAX_NESTING });
  if (isWhole) return { detections, openness: 'whole' };
  return { detections, openness: budget.isExceeded ? 'budget' : 'closed' };
}
