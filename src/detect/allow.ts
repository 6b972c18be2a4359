import type { CompiledRule } from './compiled-rule.ts';
import { markerRule } from './marker-rule.ts';
import type { FindInWindow } from './window-match.ts';

/** `kind` of the built-in rule that finds `stanch:allow` comments; its matches are never findings. */
export const ALLOW_KIND = 'allow-marker';

const ANCHOR = 'stanch:allow';
const MAX_REASON = 200;
/** `stanch:allow`, optional `[rule, rule]`, optional `--`, then the reason up to the end of the line. */
const MARKER = /stanch:allow(?:\[([\w ,*-]{0,200})\])?[ \t]{0,8}(?:-{2}[ \t]{0,8})?([^\r\n]{0,200})/y;
/** Comment closers are no part of a reason. */
const CLOSER = /\s*(?:\*\/|-->|--%>|%>|\}\}|"""|#\})?\s*$/;

const MARK = { id: 'stanch-allow', title: 'Inline suppression', kind: ALLOW_KIND, anchors: [ANCHOR], pattern: ANCHOR, ignoreCase: false, ahead: ANCHOR.length + 220 + MAX_REASON };

const find: FindInWindow = (window, at) => {
  MARKER.lastIndex = at;
  const match = MARKER.exec(window);
  if (match === null) return null;
  const end = at + match[0].length;
  const groups = { rules: match[1] ?? '*', reason: (match[2] ?? '').replace(CLOSER, '').trim() };
  return { start: at, end, secretStart: at, secretEnd: end, groups };
};

/**
 * `stanch:allow[rule] reason` as a rule, so that markers are found by the same filter, in the same windows,
 * as the keys that they excuse. `facts.rules` holds the rule ids (`*` = all), `facts.reason` the reason.
 */
export function allowMarkerRule(): CompiledRule {
  return markerRule(MARK, find, (groups) => ({ rules: groups['rules'] ?? '*', reason: groups['reason'] ?? '' }));
}
