import { findBase64 } from './base64.ts';
import type { FindRegions } from './region.ts';

/** Every decoder, in the order in which they are tried. */
export const DECODERS: readonly FindRegions[] = [findBase64];
