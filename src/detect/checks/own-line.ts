import { noArgument } from './argument.ts';
import type { Check } from './check.ts';
import { PASS, reject } from './result.ts';

const AROUND = reject('shares its line with other text');
const LINE_END = /[\r\n]/;

/** `own-line`: nothing but space and quotes stands beside the match on its lines, as in files that hold one entry a line. @throws ConfigError */
export function ownLine(arg: unknown): Check {
  noArgument('own-line', arg);
  return ({ window, match, at }) => {
    const before = window[at - 1];
    const after = window[at + match.length];
    const isFirst = before === undefined || LINE_END.test(before) || /["'\s]/.test(before);
    return isFirst && (after === undefined || /["'\s]/.test(after)) ? PASS : AROUND;
  };
}
