import { CONTEXT, TAIL, type AssignedCandidate } from './candidate.ts';
import { matchAt } from './match-at.ts';

const SCHEME = /[a-z][a-z0-9+.-]{1,20}$/i;
/** RFC 3986 §3.2.1, and what people write there unescaped; the last `@` before the host ends it. */
const USERINFO = /:\/\/([^\s:@/"'`<>(){}[\]|\\,]{0,64}):([^\s/"'`<>]{3,128})@(?=[\w[{$<%.-])/y;

/** The password of a URL; `name` is `scheme://user`. */
export function readUserinfo(window: string, at: number): AssignedCandidate | null {
  const scheme = SCHEME.exec(window.slice(Math.max(0, at - 24), at))?.[0];
  const match = matchAt(USERINFO, window, at);
  if (scheme === undefined || match === null) return null;
  const [whole, user = '', value = ''] = match;
  const nameStart = at - scheme.length;
  const start = at + 3 + user.length + 1;
  const end = start + value.length;
  const line = window.slice(Math.max(0, nameStart - CONTEXT), nameStart);
  const after = window.slice(at + whole.length, at + whole.length + TAIL).split(/[\r\n]/, 1)[0] ?? '';
  const before = line.slice(line.lastIndexOf('\n') + 1);
  return { name: `${scheme}://${user}`, nameStart, operator: 'userinfo', quote: '', value, start, end, setting: 'url', isWrapped: false, isCut: false, before, after };
}
