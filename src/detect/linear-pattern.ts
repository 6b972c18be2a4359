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

const NEEDS = 'counts go to 1000, in all and when they are nested; \\c, \\u and [^] are not known there';

/** The engine's reason without the part of the pattern that it would quote. */
function reasonOf(error: unknown): string {
  return (error instanceof Error ? /^error parsing regexp: ([^:`]+)/.exec(error.message)?.[1] : undefined) ?? 'it does not compile';
}

function compileProgram(rule: Pick<Rule, 'pattern' | 'ignoreCase'>): RE2JS {
  let program: RE2JS;
  try {
    program = RE2JS.compile(rule.pattern, rule.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  } catch (error) {
    throw new ConfigError(`does not run in linear time: ${reasonOf(error)}`, NEEDS, error);
  }
  if (program.programSize() > MAX_PROGRAM) throw new ConfigError('does not run in linear time: the pattern is too large', NEEDS);
  return program;
}

/** Makes sure that a pattern runs on the linear engine. @throws ConfigError as `compileLinearPattern` */
export function judgeLinearPattern(rule: Pick<Rule, 'pattern' | 'ignoreCase'>): void {
  compileProgram(rule);
}

/**
 * Compiles a pattern for an engine whose time is linear in the window whatever the pattern: rules that a
 * scanned repository brings along run on it.
 * @throws ConfigError when the pattern uses what a linear engine cannot do, or is too large; to be read behind the name of the rule
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
