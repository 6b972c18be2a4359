import type { DocumentView } from '#detect/document-view.ts';
import type { Matcher } from '#detect/matcher.ts';
import { specialRules } from '#detect/scanner.ts';
import type { RawMatch } from '#detect/raw-match.ts';
import type { CompiledRule } from '#detect/compiled-rule.ts';

/** Reach that most rules keep within; a change is scanned for anchors this far around it. */
export const NEAR = { ahead: 1280, behind: 160 } as const;

/** Text is decoded for the regexes in pieces of this many bytes, so that neighbouring hits share one. */
const PIECE = 4096;

interface AnchorInfo {
  readonly ahead: number;
  readonly behind: number;
  /** One of these must match at the anchor, else no rule can; undefined where that cannot be said. */
  readonly quick: readonly RegExp[] | undefined;
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
  readonly #anchors: readonly AnchorInfo[];
  #piece = '';
  #pieceFrom = 0;
  #pieceTo = 0;
  #view: DocumentView | undefined;

  /** @param isOwn rules whose pattern another regex engine runs */
  constructor(matcher: Matcher, isOwn: (ruleId: string) => boolean) {
    this.matcher = matcher;
    const special = new Set(specialRules().map(({ rule }) => rule.id));
    this.#anchors = matcher.table.anchors.map((_, anchor) => {
      const rules = matcher.rulesOf(anchor);
      const quick = rules.map((compiled) => quickOf(compiled, isOwn(compiled.rule.id) || special.has(compiled.rule.id)));
      return {
        ahead: Math.max(...rules.map(({ rule }) => rule.reach.ahead)),
        behind: Math.max(...rules.map(({ rule }) => rule.reach.behind)),
        quick: quick.every((regex) => regex !== undefined) ? quick : undefined,
      };
    });
  }

  /** True when some rule of the anchor looks further than `NEAR`. */
  isFar(anchor: number): boolean {
    const info = this.#anchors[anchor];
    return info !== undefined && (info.ahead > NEAR.ahead || info.behind > NEAR.behind);
  }

  /** True when a change of `[start, end)` can be seen from a hit at `at`. */
  touches(anchor: number, at: number, change: { readonly start: number; readonly end: number }): boolean {
    const info = this.#anchors[anchor];
    return info === undefined || (change.start <= at + info.ahead && change.end >= at - info.behind);
  }

  /** Begins a document: `bytes` is all of it. */
  begin(bytes: Buffer): void {
    this.#view = { bytes, base: 0 };
    this.#pieceFrom = 0;
    this.#pieceTo = 0;
  }

  /** Runs the rules of one hit, as the reference does, after a look whether any of them can match at all. */
  confirm(hit: { readonly anchor: number; readonly at: number; readonly isText: boolean }, found: RawMatch[]): void {
    const view = this.#view;
    if (view !== undefined && this.#mayMatch(hit.anchor, hit.at, view.bytes)) this.matcher.confirm(view, hit, found);
  }

  #mayMatch(anchor: number, at: number, bytes: Buffer): boolean {
    const info = this.#anchors[anchor];
    if (info?.quick === undefined) return true;
    const need = Math.min(bytes.length, at + info.ahead);
    if (at < this.#pieceFrom || need > this.#pieceTo) {
      this.#pieceFrom = at;
      this.#pieceTo = Math.min(bytes.length, Math.max(need, at + PIECE));
      this.#piece = bytes.toString('latin1', at, this.#pieceTo);
    }
    for (const regex of info.quick) {
      regex.lastIndex = at - this.#pieceFrom;
      if (regex.test(this.#piece)) return true;
    }
    return false;
  }
}
