import type { Confidence, Severity } from '#core/severity.ts';

/** `secret` is reported alone; `pair-half` only with its other half or a required near word; `public-id` never alone. */
export const SECRECIES = ['secret', 'pair-half', 'public-id'] as const;
export type Secrecy = (typeof SECRECIES)[number];

/**
 * What may not stand directly before and after a match. Tested on the bytes around the match, not in the
 * pattern, so that every regex engine gives the same answer. A preceding escape (`\n`, `%3D`, `\u0022`) is no word.
 * - `word`    no letter or digit
 * - `token`   no letter, digit, `_` or `-`
 * - `base64`  none of `A-Za-z0-9+/_-` and, on the right, no `=`
 * - `none`    anything
 */
export const BOUNDARIES = ['word', 'token', 'base64', 'none'] as const;
export type BoundaryName = (typeof BOUNDARIES)[number];
export interface Boundary {
  readonly left: BoundaryName;
  readonly right: BoundaryName;
}

/** One check as written in a rule: its name and its argument (`true` where it takes none). */
export interface CheckSpec {
  readonly name: string;
  readonly arg: unknown;
}

/** Words around a match, compared without case, `-` and `_`. */
export interface Near {
  readonly words: readonly string[];
  /** Bytes before the match in which a word may stand; counts into the rule's reach. */
  readonly before: number;
  /** Bytes after the match. */
  readonly after: number;
  /** `required`: no word, no match. `raise`: without a word the match is one step less sure. */
  readonly effect: 'required' | 'raise';
}

/** The other half that belongs to this one. */
export interface Pair {
  /** Id of the rule of the other half. */
  readonly with: string;
  /** Greatest distance in bytes between the two matches. */
  readonly within: number;
  /** Name of a check over both halves, e.g. `foxnose-p256`, that proves that they belong together. */
  readonly proof?: string;
}

/** What a public half says of the secrets that it belongs to. */
export interface Completes {
  /** Ids of the rules of the secret halves. */
  readonly rules: readonly string[];
  /** Greatest distance in bytes between the two matches. */
  readonly within: number;
}

/** How far a match and everything that judges it may look, in bytes from the start of the anchor. */
export interface Reach {
  readonly behind: number;
  readonly ahead: number;
}

/** Texts that the rule must find and must leave alone, as templates (see `ruleset/template.ts`). */
export interface Samples {
  readonly hit: readonly string[];
  readonly miss: readonly string[];
}

/** What must follow an anchor, as character classes of a regex. */
export interface AnchorHint {
  /** The next byte. */
  readonly next?: string;
  /** A byte of `target`, before which only bytes of `through` stand. */
  readonly until?: { readonly through: string; readonly target: string };
}

/** A checked rule, ready to be compiled. Plain JSON: this is what `dist/rules.json` holds. */
export interface Rule {
  readonly id: string;
  readonly provider: string;
  readonly title: string;
  readonly kind: string;
  readonly secrecy: Secrecy;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** Literals, lower case, of at least three bytes; each match must hold one. Searched without case. */
  readonly anchors: readonly string[];
  /** JavaScript regex source (no flags, no `^`/`$`, bounded quantifiers); the named group `secret` is the key, else all of it. */
  readonly pattern: string;
  readonly ignoreCase: boolean;
  /** True when every match begins at an anchor, so that the pattern is tried there only. */
  readonly anchored: boolean;
  readonly boundary: Boundary;
  readonly reach: Reach;
  /** True: only in text, never in binary documents. */
  readonly textOnly: boolean;
  /** Literal start that all keys of this kind share; shown in previews. */
  readonly prefix: string;
  readonly checks: readonly CheckSpec[];
  /** For rules that are found by code: what must follow some of the anchors. */
  readonly hints?: Readonly<Record<string, AnchorHint>>;
  readonly near?: Near;
  readonly pair?: Pair;
  /** As `pair`, said by the other side: a secret half takes this match as its partner, and is one step surer for it. */
  readonly completes?: Completes;
  /** Greater wins where two rules match the same text: checksum > prefix > structure > context > generic. */
  readonly specificity: number;
  readonly samples: Samples;
  readonly references: readonly string[];
  /** What to do when it leaked, plain text. */
  readonly help: string;
  /** How it is verified, revoked and rotated, as the facts give it. */
  readonly lifecycle?: Readonly<Record<string, string>>;
  readonly since: string;
}
