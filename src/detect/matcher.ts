import type { Reach, Rule } from '#ruleset/rule.ts';
import type { AnchorTable } from './anchor-table.ts';
import type { CompiledRule } from './compiled-rule.ts';
import type { DocumentView } from './document-view.ts';
import { findAnchors, type FindAnchors } from './prefilter.ts';
import type { RuleIndex } from './rule-index.ts';
import type { RulePack } from './rule-pack.ts';
import type { RawMatch } from './raw-match.ts';
import type { WindowMatch } from './window-match.ts';

/** Figures of one matcher, for `--stats`. */
export interface MatchStats {
  hits: number;
  regexRuns: number;
  rejected: number;
}

const PLAIN: readonly string[] = Object.freeze([]);

/** Compiled rules behind their anchors. */
export class Matcher {
  readonly table: AnchorTable;
  readonly stats: MatchStats = { hits: 0, regexRuns: 0, rejected: 0 };
  /** Farthest that any rule looks back from, and ahead of, its anchor's first byte. */
  readonly behind: number;
  readonly ahead: number;
  readonly #index: RuleIndex;
  #find: FindAnchors = (bytes, range, onHit) => findAnchors(this.table, bytes, range, onHit);

  constructor(index: RuleIndex) {
    this.table = index.table;
    this.behind = index.behind;
    this.ahead = index.ahead;
    this.#index = index;
  }

  /** The pack that all rules come from, where they do. */
  get pack(): RulePack | undefined {
    return this.#index.pack;
  }

  /** Finds the places where rules must be run. */
  findAnchors(bytes: Uint8Array, range: Parameters<FindAnchors>[1], onHit: Parameters<FindAnchors>[2]): void {
    this.#find(bytes, range, onHit);
  }

  /**
   * Takes a quicker search, which finds the same places, or leaves out such at which no rule matches.
   * @returns takes it away again
   */
  searchBy(make: (usual: FindAnchors) => FindAnchors): () => void {
    const usual = this.#find;
    this.#find = make(usual);
    return () => void (this.#find = usual);
  }

  /** How far the rules of an anchor look. */
  reachOf(anchor: number): Reach {
    return this.#index.reachOf(anchor);
  }

  /** The rules that name an anchor. */
  rulesOf(anchor: number): readonly CompiledRule[] {
    return this.#index.rulesOf(anchor);
  }

  /** The rule of an id. */
  ruleOf(id: string): Rule | undefined {
    return this.#index.ruleOf(id);
  }

  /**
   * Runs the rules of one anchor hit and adds what they find.
   * @param at index of the hit in `view.bytes`
   * @param isText false leaves out the rules that make sense in text only
   */
  confirm(view: DocumentView, hit: { readonly anchor: number; readonly at: number; readonly isText: boolean }, found: RawMatch[]): void {
    this.stats.hits += 1;
    for (const compiled of this.rulesOf(hit.anchor)) this.confirmRule(view, hit, { compiled, found });
  }

  /** As `confirm`, for one of the anchor's rules. */
  confirmRule(view: DocumentView, hit: { readonly anchor: number; readonly at: number; readonly isText: boolean }, { compiled, found }: { readonly compiled: CompiledRule; readonly found: RawMatch[] }): void {
    if (!hit.isText && compiled.rule.textOnly) return;
    const { starts } = this.table;
    const length = (starts[hit.anchor + 1] ?? 0) - (starts[hit.anchor] ?? 0);
    const { behind, ahead } = compiled.rule.reach;
    const from = Math.max(0, hit.at - behind);
    const window = view.bytes.toString('latin1', from, Math.min(view.bytes.length, hit.at + ahead));
    this.stats.regexRuns += 1;
    const match = compiled.find(window, hit.at - from, length);
    if (match === null) return;
    const judgement = compiled.judge(window, match);
    if (judgement === null) this.stats.rejected += 1;
    else found.push(toRawMatch(compiled, { window, match, offset: view.base + from }, judgement));
  }
}

function toRawMatch(
  rule: CompiledRule,
  place: { readonly window: string; readonly match: WindowMatch; readonly offset: number },
  judgement: Pick<RawMatch, 'confidence' | 'severity' | 'facts'>,
): RawMatch {
  const { match, offset, window } = place;
  return {
    rule,
    start: offset + match.secretStart,
    end: offset + match.secretEnd,
    outerStart: offset + match.start,
    outerEnd: offset + match.end,
    value: window.slice(match.secretStart, match.secretEnd),
    ...judgement,
    encoding: PLAIN,
  };
}
