import type { Detection, Finding } from '#core/finding.ts';
import { findingIdOf, fingerprintOf } from '#core/fingerprint.ts';
import { keyName, type KeyName } from '#core/key-name.ts';
import { maskPreview } from '#core/mask.ts';
import type { Oid, Origin } from '#core/origin.ts';
import type { Secret } from '#core/secret.ts';
import { compareSeverity, CONFIDENCES, unlessDoubted } from '#core/severity.ts';
import type { Rule } from '#ruleset/rule.ts';
import type { BlobPlace } from '#sources/locate.ts';
import { contextMark, locationsOf, orderHits, placesOf, withoutHint, type Hit } from './finding-places.ts';
import { nameStream } from './stream-name.ts';
import { mergeSameKeys, type MergedGroup } from './same-key.ts';

/** The raw keys of one run, by finding. Held in memory, never written anywhere. */
export type Evidence = ReadonlyMap<string, Secret>;

interface Group {
  readonly rule: Rule;
  readonly secret: Secret;
  readonly hits: Hit[];
}

export interface BookOptions {
  /** The rule of an id that a detection names. */
  readonly ruleOf: (id: string) => Rule | undefined;
  readonly salt: string;
  /** Milliseconds since the epoch, to tell expired tokens. */
  readonly now: number;
}

/**
 * Gathers detections into findings: the same key is one finding, with all its places, under the most specific rule.
 */
export class FindingBook {
  readonly #options: BookOptions;
  readonly #groups = new Map<KeyName, Group>();

  constructor(options: BookOptions) {
    this.#options = options;
  }

  add(origin: Origin, detection: Detection): void {
    const rule = this.#options.ruleOf(detection.ruleId);
    if (rule === undefined) throw new RangeError(`a detection names the unknown rule ${detection.ruleId}`);
    const key = keyName(detection);
    const group = this.#groups.get(key);
    if (group === undefined) this.#groups.set(key, { rule, secret: detection.secret, hits: [{ origin, detection }] });
    else group.hits.push({ origin, detection });
  }

  /** Blobs that hold a detection, to be located in history or compared with what was there before. */
  blobs(): Set<Oid> {
    const oids = new Set<Oid>();
    for (const { hits } of this.#groups.values()) {
      for (const { origin } of hits) if (origin.kind === 'blob' || origin.kind === 'staged') oids.add(origin.oid);
    }
    return oids;
  }

  /** One detection for each key under each rule. */
  detections(): Detection[] {
    return [...this.#groups.values()].map(({ hits }) => bestOf(hits));
  }

  /** Keeps the detections that `keep` wants. @returns how many keys are gone altogether */
  retain(keep: (origin: Origin, detection: Detection) => boolean): number {
    let gone = 0;
    for (const [key, group] of this.#groups) {
      const hits = group.hits.filter(({ origin, detection }) => keep(origin, detection));
      if (hits.length > 0) this.#groups.set(key, { ...group, hits });
      else {
        this.#groups.delete(key);
        gone += 1;
      }
    }
    return gone;
  }

  /** Every raw key seen, halves of pairs included: what no output may hold. */
  secrets(): Secret[] {
    return [...this.#groups.values()].flatMap(({ secret, hits }) => [
      secret,
      ...hits.flatMap(({ detection }) => (detection.pair === undefined ? [] : [detection.pair.secret])),
    ]);
  }

  /**
   * The findings, most severe first.
   * @param places where blobs stand in history; blobs that are not in it keep the path they came with
   */
  close(places: ReadonlyMap<Oid, readonly BlobPlace[]> = new Map()): { findings: Finding[]; evidence: Evidence } {
    const evidence = new Map<string, Secret>();
    const groups = new Map([...this.#groups].map(([name, group]) => [name, { ...group, hits: orderHits(group.hits, places) }]));
    const findings = mergeSameKeys(groups).map((group) => {
      const finding = toFinding(group, places, this.#options);
      evidence.set(finding.id, group.secret);
      return finding;
    });
    return { findings: findings.sort(compareFindings), evidence };
  }
}

function compareFindings(a: Finding, b: Finding): number {
  return (
    compareSeverity(a.severity, b.severity) ||
    CONFIDENCES.indexOf(a.confidence) - CONFIDENCES.indexOf(b.confidence) ||
    comparePaths(a, b) ||
    (a.id < b.id ? -1 : 1)
  );
}

function comparePaths(a: Finding, b: Finding): number {
  const [left, right] = [a.locations[0]?.path ?? '', b.locations[0]?.path ?? ''];
  return left < right ? -1 : Number(left > right);
}

/** The surest of the hits speaks for all. */
function bestOf(hits: readonly Hit[]): Detection {
  const [first, ...rest] = hits.map((hit) => hit.detection);
  if (first === undefined) throw new RangeError('a group has at least one hit');
  return rest.reduce((best, next) => (CONFIDENCES.indexOf(next.confidence) < CONFIDENCES.indexOf(best.confidence) ? next : best), first);
}

function toFinding({ rule, secret, hits: own, others }: MergedGroup, places: ReadonlyMap<Oid, readonly BlobPlace[]>, options: BookOptions): Finding {
  const best = bestOf(own);
  const hits = [...own, ...others];
  const fingerprint = fingerprintOf(secret, options.salt);
  const locations = locationsOf(hits, places);
  const allowed = hits.every((hit) => hit.detection.allowed !== undefined) ? hits[0]?.detection.allowed : undefined;
  const [place] = own.filter(({ detection }) => detection === best).flatMap(({ origin }) => placesOf(origin, places));
  const facts = nameStream(best, place?.path ?? '');
  const expired = isExpired(best, options.now);
  return {
    id: findingIdOf(rule.id, fingerprint),
    ruleId: rule.id,
    provider: rule.provider,
    title: rule.title,
    severity: expired ? 'low' : best.severity,
    confidence: unlessDoubted(bestOf(hits).confidence, best.facts),
    fingerprint,
    preview: maskPreview(secret.reveal(), rule.prefix),
    facts: expired ? { ...facts, expired: 'yes' } : facts,
    locations,
    ...pairOf(hits, places, options),
    alsoMatched: otherRules(rule.id, hits),
    ...(allowed === undefined ? {} : { suppression: { by: 'inline', reason: allowed.reason, ref: `${locations[0]?.path ?? ''}:${allowed.line}` } }),
    ...contextMark(hits, places),
  };
}

function otherRules(own: string, hits: readonly Hit[]): string[] {
  const ids = new Set(hits.flatMap(({ detection }) => [detection.ruleId, ...detection.alsoMatched]));
  ids.delete(own);
  return [...ids].sort();
}

/** `facts.expires` is an ISO date that a check read out of the key itself. */
function isExpired(detection: Detection, now: number): boolean {
  const expires = Date.parse(detection.facts['expires'] ?? '');
  return Number.isFinite(expires) && expires < now;
}

function pairOf(hits: readonly Hit[], places: ReadonlyMap<Oid, readonly BlobPlace[]>, { ruleOf }: BookOptions): Pick<Finding, 'pair'> {
  const hit = hits.find(({ detection }) => detection.pair !== undefined);
  const pair = hit?.detection.pair;
  if (hit === undefined || pair === undefined) return {};
  const location = placesOf(hit.origin, places).map((place) => ({ origin: withoutHint(hit.origin), start: pair.start, end: pair.end, span: pair.span, ...place }))[0];
  return location === undefined ? {} : { pair: { ruleId: pair.ruleId, preview: maskPreview(pair.secret.reveal(), ruleOf(pair.ruleId)?.prefix ?? ''), location } };
}
