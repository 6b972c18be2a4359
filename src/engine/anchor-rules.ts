import type { DocumentView } from '#detect/document-view.ts';
import type { Matcher } from '#detect/matcher.ts';
import { specialRules } from '#detect/scanner.ts';
import type { RawMatch } from '#detect/raw-match.ts';
import type { Reach } from '#ruleset/rule.ts';
import type { CompiledRule } from '#detect/compiled-rule.ts';
import { touchesAny, type RangeList } from './document-state.ts';

/** Text is decoded for the regexes in pieces of this many bytes, so that neighbouring hits share one. */
const PIECE = 1024;

/** A rule, and a regex that fails wherever the rule fails; undefined where there is none. */
interface QuickRule {
  readonly compiled: CompiledRule;
  readonly quick: RegExp | undefined;
}

/** What a pattern may hold so that failing on a longer text means failing on a shorter one, too. */
const NOT_MONOTONIC = /\(\?[=!<][=!]?|\\[bB]|[$^]/;
const GROUP_NAME = /\(\?<[A-Za-z]\w*>/g;

/** A regex that fails wherever the rule fails; undefined where the rule has no plain, anchored pattern. */
function quickOf({ rule }: CompiledRule, isOwn: boolean): RegExp | undefined {
  const source = rule.pattern.replace(GROUP_NAME, '(?:');
  const bare = source.replace(/\[(?:\\.|[^\]\\])*\]/g, '').replace(/\\[^bB]/g, '');
  if (isOwn || !rule.anchored || NOT_MONOTONIC.test(bare)) return undefined;
  return new RegExp(source, rule.ignoreCase ? 'yi' : 'y');
}

/** The rules behind the anchors, run on hits of the core. */
export class AnchorRules {
  readonly matcher: Matcher;
  /** How far the rules of each anchor look. */
  readonly reaches: readonly Reach[];
  readonly #quickRules = new Map<number, readonly QuickRule[]>();
  readonly #hasOwnEngine: (ruleId: string) => boolean;
  readonly #byRule = new Map<CompiledRule, QuickRule>();
  #piece = '';
  #pieceFrom = 0;
  #pieceTo = 0;
  #view: DocumentView | undefined;

  /** @param isOwn rules whose pattern another regex engine runs */
  constructor(matcher: Matcher, isOwn: (ruleId: string) => boolean) {
    this.matcher = matcher;
    const special = new Set(specialRules().map(({ rule }) => rule.id));
    this.#hasOwnEngine = (id) => special.has(id) || isOwn(id);
    this.reaches = matcher.table.anchors.map((_, anchor) => matcher.reachOf(anchor));
  }

  #rulesOf(anchor: number): readonly QuickRule[] {
    const known = this.#quickRules.get(anchor);
    if (known !== undefined) return known;
    const made = this.matcher.rulesOf(anchor).map((compiled) => this.#quick(compiled, this.#hasOwnEngine(compiled.rule.id)));
    this.#quickRules.set(anchor, made);
    return made;
  }

  /** A rule has many anchors and one quick regex. */
  #quick(compiled: CompiledRule, isOwn: boolean): QuickRule {
    const known = this.#byRule.get(compiled);
    if (known !== undefined) return known;
    const made = { compiled, quick: quickOf(compiled, isOwn) };
    this.#byRule.set(compiled, made);
    return made;
  }

  /** True when one of the changes can be seen from a hit at `at`. */
  touches(anchor: number, at: number, changes: RangeList): boolean {
    const info = this.reaches[anchor];
    return info === undefined || touchesAny(changes, at - info.behind, at + info.ahead);
  }

  /** Begins a document: `bytes` is all of it. */
  begin(bytes: Buffer): void {
    this.#view = { bytes, base: 0 };
    this.#pieceFrom = 0;
    this.#pieceTo = 0;
  }

  /** Runs the rules of one hit, as the reference does, but each only where its quick regex says that it may match. */
  confirm(hit: { readonly anchor: number; readonly at: number; readonly isText: boolean }, found: RawMatch[]): void {
    const view = this.#view;
    const info = this.reaches[hit.anchor];
    if (view === undefined || info === undefined) return;
    this.matcher.stats.hits += 1;
    this.#hold(hit.at, info.ahead, view.bytes);
    for (const { compiled, quick } of this.#rulesOf(hit.anchor)) {
      if (quick !== undefined) {
        quick.lastIndex = hit.at - this.#pieceFrom;
        if (!quick.test(this.#piece)) continue;
      }
      this.matcher.confirmRule(view, hit, { compiled, found });
    }
  }

  /** Brings the text from `at` on, as far as a rule of the anchor may look, into the piece. */
  #hold(at: number, ahead: number, bytes: Buffer): void {
    const need = Math.min(bytes.length, at + ahead);
    if (at >= this.#pieceFrom && need <= this.#pieceTo) return;
    this.#pieceFrom = at;
    this.#pieceTo = Math.min(bytes.length, Math.max(need, at + PIECE));
    this.#piece = bytes.toString('latin1', at, this.#pieceTo);
  }
}
