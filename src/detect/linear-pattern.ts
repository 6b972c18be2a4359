import { RE2JS } from 're2js';
import { ConfigError } from '#core/errors.ts';
import type { Rule } from '#ruleset/rule.ts';
import type { FindInWindow, WindowMatch } from './window-match.ts';

/** A larger program than this comes from nested counts such as `(.{900}){900}`. */
const MAX_PROGRAM = 50_000;

type Matcher = ReturnType<RE2JS['matcher']>;

function toWindowMatch(matcher: Matcher, names: readonly string[]): WindowMatch {
  const start = matcher.start();
  const end = matcher.end();
  const hasSecret = names.includes('secret') && matcher.group('secret') !== null;
  return {
    start,
    end,
    secretStart: hasSecret ? matcher.start('secret') : start,
    secretEnd: hasSecret ? matcher.end('secret') : end,
    groups: Object.fromEntries(names.map((name) => [name, matcher.group(name) ?? undefined])),
  };
}

function compileProgram(rule: Rule): RE2JS {
  let program: RE2JS;
  try {
    program = RE2JS.compile(rule.pattern, rule.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  } catch (error) {
    throw new ConfigError(`rule ${rule.id}: ${error instanceof Error ? error.message : 'pattern does not compile'}`, undefined, error);
  }
  if (program.programSize() > MAX_PROGRAM) throw new ConfigError(`rule ${rule.id}: the pattern is too large`);
  return program;
}

/**
 * Compiles a pattern for an engine whose time is linear in the window whatever the pattern: rules that a
 * scanned repository brings along run on it.
 * @throws ConfigError when the pattern uses what a linear engine cannot do, or is too large
 */
export function compileLinearPattern(rule: Rule): FindInWindow {
  const program = compileProgram(rule);
  const names = Object.keys(program.namedGroups());
  return (window, at, length) => {
    const matcher = program.matcher(window);
    for (let from = 0; from <= at && matcher.find(from); from = Math.max(matcher.start() + 1, matcher.end())) {
      if (matcher.start() > at) return null;
      if (rule.anchored && matcher.start() !== at) continue;
      if (matcher.end() >= at + length) return toWindowMatch(matcher, names);
    }
    return null;
  };
}
