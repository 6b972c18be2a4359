import { noArgument, textsArgument } from './argument.ts';
import type { Check } from './check.ts';
import { PASS, reject } from './result.ts';

const INSIDE = reject('the name is part of a longer word');
/** What may follow a name without a separator. */
const FOLLOWS = /^(?:api|apps?|auth|access|account|admin|ai|bearer|bot|client|cloud|com|credential|db|dev|integration|io|key|live|master|org|pass|pat|personal|private|prod|project|pwd|refresh|rest|sandbox|secret|server|service|signing|test|token|user|web)/i;

/** True where a word begins: no letter before, or a capital behind a small letter. */
function beginsAt(window: string, at: number): boolean {
  const before = at > 0 ? window.charAt(at - 1) : '';
  return !/[A-Za-z0-9]/.test(before) || (/[a-z0-9]/.test(before) && /[A-Z]/.test(window.charAt(at)));
}

function endsWord(match: string, names: readonly string[]): boolean {
  const plain = match.toLowerCase().replace(/[-_. ]/g, '');
  const name = names.filter((word) => plain.startsWith(word)).sort((a, b) => b.length - a.length)[0];
  if (name === undefined) return true;
  let at = 0;
  for (let seen = 0; seen < name.length && at < match.length; at++) if (!/[-_. ]/.test(match.charAt(at))) seen += 1;
  const rest = match.slice(at);
  const isCamel = /[a-z]/.test(match.charAt(at - 1)) && /^[A-Z]/.test(rest);
  return isCamel || !/^[A-Za-z]/.test(rest) || FOLLOWS.test(rest);
}

/**
 * `starts-word`: the match begins where a word begins (`LOB_KEY`, not `GLOB_KEY`). With a list of names, one of them
 * also ends there, or a word such as key or token follows it (`lobToken`, not `lobby_token`).
 * @throws ConfigError
 */
export function startsWord(arg: unknown): Check {
  if (!Array.isArray(arg)) noArgument('starts-word', arg);
  const names = Array.isArray(arg) ? textsArgument('starts-word', arg).map((name) => name.toLowerCase().replace(/[-_. ]/g, '')) : [];
  return ({ window, at, match }) => (beginsAt(window, at) && (names.length === 0 || endsWord(match, names)) ? PASS : INSIDE);
}
