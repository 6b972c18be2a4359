import type { Chunk } from '#core/chunk.ts';
import type { Detection, Facts } from '#core/finding.ts';
import { Secret } from '#core/secret.ts';
import { allowMarkerRule } from './allow.ts';
import type { CompiledRule } from './compiled-rule.ts';
import { contextMarkerRule } from './context/context-marker.ts';
import { genericRule } from './generic/generic-rule.ts';
import { scanContainer, withoutTwins, type Openness } from './containers/scan-container.ts';
import { partUnopened } from './decode/work-budget.ts';
import { DocumentScanner, type ScannedDocument } from './document-scanner.ts';
import { MARGIN } from './document-view.ts';
import type { Encoding } from './encoding.ts';
import { Matcher, type MatchStats } from './matcher.ts';
import { confidenceOf } from './pairs.ts';
import type { PlacedMatch } from './placed-match.ts';
import { resolveMatches, type ResolvedMatch } from './resolve.ts';
import { indexPack, indexRules, type KnownGates } from './rule-index.ts';
import type { RulePack } from './rule-pack.ts';

export type { Openness };

/** What one document gave. */
export interface DocumentResult {
  readonly detections: readonly Detection[];
  readonly bytes: number;
  readonly encoding: Encoding;
  /** How far containers and encoded text were opened; `whole` for everything that is none. */
  readonly openness: Openness;
}

/** Takes chunks, gives the detections of a document with its last chunk. */
export interface Scanner {
  readonly stats: MatchStats;
  /** @returns nothing until the document is complete */
  scan(chunk: Chunk): DocumentResult | undefined;
}

export interface ScannerOptions {
  /** Levels of encoding to open. */
  readonly depth: number;
}

function secretOf(match: PlacedMatch): Secret {
  return new Secret(Buffer.from(match.value, 'latin1').toString('utf8'));
}

/** The public shape of a resolved match. */
export function toDetection(resolved: ResolvedMatch): Detection {
  const { match, partner, alsoMatched, marker, context } = resolved;
  return {
    ruleId: match.rule.rule.id,
    secret: secretOf(match),
    span: { start: match.start, end: match.end },
    start: match.from,
    end: match.to,
    severity: match.severity,
    confidence: confidenceOf(resolved),
    facts: partner === undefined ? match.facts : factsOf(match, partner),
    encoding: match.encoding,
    alsoMatched,
    ...(context === undefined ? {} : { context }),
    ...(partner === undefined ? {} : { pair: pairOf(partner) }),
    ...(marker === undefined ? {} : { allowed: { reason: marker.facts['reason'] ?? '', line: marker.from.line } }),
  };
}

/** What is known of a key, and of the half that it carries along: the account of an AWS key stands in its id. Doubts are each half's own. */
function factsOf(match: PlacedMatch, partner: PlacedMatch): Facts {
  const { unlikely: _, ...known } = partner.facts;
  return { ...known, ...match.facts };
}

function pairOf(partner: PlacedMatch): NonNullable<Detection['pair']> {
  const span = { start: partner.start, end: partner.end };
  return { ruleId: partner.rule.rule.id, secret: secretOf(partner), span, start: partner.from, end: partner.to };
}

/** Detections of a scanned document and of everything that is packed in it. */
function resultOf(matcher: Matcher, document: ScannedDocument, depth: number): DocumentResult {
  const { found: own, isWhole } = partUnopened(resolveMatches(document.matches).map(toDetection));
  const { bytes, encoding, container } = document;
  if (container === undefined) return { detections: own, bytes, encoding, openness: isWhole ? 'whole' : 'budget' };
  const scanEntry = (entry: Buffer): ScannedDocument => {
    const scanner = new DocumentScanner(matcher, depth);
    scanner.write(entry, true);
    return scanner.end();
  };
  const packed = scanContainer(container, { scan: scanEntry, toDetections: (inner) => resolveMatches(inner.matches).map(toDetection), length: bytes });
  const inside = partUnopened(packed.detections);
  return { detections: [...own, ...withoutTwins(inside.found, own)], bytes, encoding, openness: isWhole && inside.isWhole ? packed.openness : 'budget' };
}

/** Rules that are code: they are in every ruleset. */
export function specialRules(): readonly CompiledRule[] {
  return [allowMarkerRule(), contextMarkerRule(), genericRule()];
}

/**
 * A matcher over `rules` and the inline marker.
 * @param known gates of anchors that no other rules have than those the gates were made for
 * @throws RangeError when a rule looks further than a stretch of document reaches
 */
export function makeMatcher(rules: readonly CompiledRule[], known?: KnownGates): Matcher {
  const special = specialRules().filter(({ rule }) => !rules.some((other) => other.rule.id === rule.id));
  return checked(new Matcher(indexRules([...rules, ...special], known)));
}

/** A matcher over the rules of a pack, which holds the special ones too. Parses and compiles what is met, when it is met. */
export function makePackMatcher(pack: RulePack): Matcher {
  return checked(new Matcher(indexPack(pack, specialRules())));
}

function checked(matcher: Matcher): Matcher {
  if (Math.max(matcher.behind, matcher.ahead) > MARGIN) throw new RangeError(`a rule looks further than ${MARGIN} bytes`);
  return matcher;
}

/** The reference engine: pure, synchronous, one document at a time. */
export function makeScanner(matcher: Matcher, options: ScannerOptions): Scanner {
  let current: DocumentScanner | undefined;
  return {
    stats: matcher.stats,
    scan(chunk) {
      current ??= new DocumentScanner(matcher, options.depth);
      current.write(chunk.bytes, chunk.last);
      if (!chunk.last) return undefined;
      const document = current.end();
      current = undefined;
      return resultOf(matcher, document, options.depth);
    },
  };
}
