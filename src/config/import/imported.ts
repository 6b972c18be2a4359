import type { Confidence, Severity } from '#core/severity.ts';
import type { ConvertedPattern } from './convert-pattern.ts';

/** A rule of another scanner as an own rule, less what all of them share. */
export interface ImportedRule {
  readonly id: string;
  /** What the other scanner calls it. */
  readonly foreignId: string;
  readonly title: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly shape: ConvertedPattern;
  readonly checks: readonly Readonly<Record<string, unknown>>[];
}

/** Paths in which some rules, or all, do not count. */
export interface ImportedOverride {
  readonly paths: readonly string[];
  readonly rules: readonly string[] | undefined;
  readonly off: boolean;
  readonly reason: string;
}

/** A finding that the other scanner was told to accept: whatever it says of its place and its key. */
export interface AcceptedPlace {
  /** What to call it in the list of what could not be taken over; never a key. */
  readonly subject: string;
  readonly path: string;
  readonly line?: number;
  /** Full id of the commit that brought it in. */
  readonly commit?: string;
  /** SHA-1 of the key, 40 hex digits. */
  readonly sha1?: string;
  readonly reason: string;
}

/** One thing that is not as it was. */
export interface ImportNote {
  /** `left-out`: it has no effect any more. `changed`: taken over, with a difference. `told`: good to know. */
  readonly effect: 'left-out' | 'changed' | 'told';
  /** What it is about, as the file names it. */
  readonly subject: string;
  readonly why: string;
}

/** What a file of another scanner comes to. */
export interface Imported {
  readonly rules: readonly ImportedRule[];
  /** Ids of built-in rules. */
  readonly disable: readonly string[];
  readonly exclude: readonly string[];
  readonly overrides: readonly ImportedOverride[];
  readonly accepted: readonly AcceptedPlace[];
  readonly notes: readonly ImportNote[];
}

/** An import that is being put together. */
export class ImportBook {
  readonly rules: ImportedRule[] = [];
  readonly disable: Set<string> = new Set();
  readonly exclude: Set<string> = new Set();
  readonly overrides: ImportedOverride[] = [];
  readonly accepted: AcceptedPlace[] = [];
  readonly notes: ImportNote[] = [];

  note(effect: ImportNote['effect'], subject: string, why: string): void {
    this.notes.push({ effect, subject, why });
  }

  close(): Imported {
    const { rules, overrides, accepted, notes } = this;
    return { rules, disable: [...this.disable], exclude: [...this.exclude], overrides, accepted, notes };
  }
}

/** Some files as one. */
export function joinImported(parts: readonly Imported[]): Imported {
  return {
    rules: parts.flatMap(({ rules }) => rules),
    disable: [...new Set(parts.flatMap(({ disable }) => disable))],
    exclude: [...new Set(parts.flatMap(({ exclude }) => exclude))],
    overrides: parts.flatMap(({ overrides }) => overrides),
    accepted: parts.flatMap(({ accepted }) => accepted),
    notes: parts.flatMap(({ notes }) => notes),
  };
}
