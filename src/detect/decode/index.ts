import { findBase64 } from './base64.ts';
import { findEscaped } from './escapes.ts';
import { findJoinedLiterals } from './joined-literals.ts';
import { findListedLiterals } from './listed-literals.ts';
import type { FindRegions } from './region.ts';
import { findWrappedBase64 } from './wrapped-base64.ts';

/** Every decoder, in the order in which they are tried. */
export const DECODERS: readonly FindRegions[] = [findBase64, findWrappedBase64, findEscaped, findJoinedLiterals, findListedLiterals];
