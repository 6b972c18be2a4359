import type { Oid } from '#core/origin.ts';
import { splitHeader } from './object-header.ts';

/** An annotated tag as it stands in the object database. */
export interface TagObject {
  /** What it points to. */
  readonly object: Oid;
  readonly type: string;
  readonly name: string;
  readonly tagger: string;
  readonly message: string;
}

/** Parses a raw tag; missing lines give empty text. */
export function parseTag(bytes: Uint8Array): TagObject {
  const { fields, message } = splitHeader(bytes);
  const valueOf = (name: string): string => fields.find(([key]) => key === name)?.[1] ?? '';
  return { object: valueOf('object'), type: valueOf('type'), name: valueOf('tag'), tagger: valueOf('tagger'), message };
}
