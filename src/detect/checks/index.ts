import type { CheckFactory, PairProof } from './check.ts';

/** Every check by the name that rules call it. */
export const CHECKS: ReadonlyMap<string, CheckFactory> = new Map<string, CheckFactory>();

/** Proofs that two halves of a key belong together, by name. */
export const PAIR_PROOFS: ReadonlyMap<string, PairProof> = new Map<string, PairProof>();
