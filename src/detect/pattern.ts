import type { Rule } from '#ruleset/rule.ts';
import type { FindInWindow, WindowMatch } from './window-match.ts';

const NO_GROUPS: Readonly<Record<string, string | undefined>> = Object.freeze({});

function toWindowMatch(match: RegExpExecArray): WindowMatch {
  const start = match.index;
  const end = start + match[0].length;
  const [secretStart, secretEnd] = match.indices?.groups?.['secret'] ?? [start, end];
  return { start, end, secretStart, secretEnd, groups: match.groups ?? NO_GROUPS };
}

/** Indices are asked for only where a part of the match is the key: they make a regex slower. */
function flagsOf(rule: Rule): string {
  return `${rule.anchored ? 'y' : 'g'}${rule.ignoreCase ? 'i' : ''}${rule.pattern.includes('(?<secret>') ? 'd' : ''}`;
}

function findAnchored(regex: RegExp): FindInWindow {
  return (window, at) => {
    regex.lastIndex = at;
    const match = regex.exec(window);
    return match === null ? null : toWindowMatch(match);
  };
}

/** The first match, from the left, that holds the anchor. */
function findAround(regex: RegExp): FindInWindow {
  return (window, at, length) => {
    regex.lastIndex = 0;
    for (let match = regex.exec(window); match !== null && match.index <= at; match = regex.exec(window)) {
      if (match.index + match[0].length >= at + length) return toWindowMatch(match);
    }
    return null;
  };
}

/** Compiles a rule's pattern for V8, on first use: a hook that meets no anchor compiles nothing. */
export function compilePattern(rule: Rule): FindInWindow {
  let find: FindInWindow | undefined;
  return (window, at, length) => {
    if (find === undefined) {
      const regex = new RegExp(rule.pattern, flagsOf(rule));
      find = rule.anchored ? findAnchored(regex) : findAround(regex);
    }
    return find(window, at, length);
  };
}
