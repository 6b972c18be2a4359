import type { AnswerRow } from '../../described/description.ts';

/**
 * A refusal that may have another reason than the end of the key: another region or kind of key, an address that is not
 * allowed. It proves an end only for a key that was taken before.
 */
export function wary(why: string): readonly AnswerRow[] {
  return [{ status: 401, has: {}, state: 'unknown', refused: true, why: `refused here; ${why} is refused too` }];
}
