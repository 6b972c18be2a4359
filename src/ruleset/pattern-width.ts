import { RegExpParser, type AST } from '@eslint-community/regexpp';
import { ConfigError } from '#core/errors.ts';

/** Least and greatest number of characters that a pattern can match. */
export interface Width {
  readonly min: number;
  readonly max: number;
}

const EMPTY: Width = { min: 0, max: 0 };
const ONE: Width = { min: 1, max: 1 };
const ASSERTIONS: Readonly<Record<AST.Assertion['kind'], string>> = { start: '^', end: '$', word: String.raw`\b`, lookahead: 'look ahead', lookbehind: 'look behind' };
/** A rule that may span more than this would make every window costly. */
const MAX_WIDTH = 65_536;

function sum(widths: readonly Width[]): Width {
  return widths.reduce((total, width) => ({ min: total.min + width.min, max: total.max + width.max }), EMPTY);
}

function widest(widths: readonly Width[]): Width {
  return { min: Math.min(...widths.map((width) => width.min)), max: Math.max(...widths.map((width) => width.max)) };
}

/** Width of one element. @throws ConfigError on what no pattern may hold */
export function widthOfElement(element: AST.Element): Width {
  switch (element.type) {
    case 'Character':
    case 'CharacterClass':
    case 'CharacterSet':
    case 'ExpressionCharacterClass':
      return ONE;
    case 'Group':
    case 'CapturingGroup':
      return widest(element.alternatives.map((alternative) => sum(alternative.elements.map(widthOfElement))));
    case 'Quantifier': {
      if (element.max === Number.POSITIVE_INFINITY) throw new ConfigError(`has an unbounded quantifier: ${element.raw.slice(element.element.raw.length)}`, 'give each repetition an end, such as {1,40}');
      const inner = widthOfElement(element.element);
      return { min: inner.min * element.min, max: inner.max * element.max };
    }
    case 'Assertion':
      throw new ConfigError(`has an assertion (${ASSERTIONS[element.kind]}), which no pattern may`, 'what may not stand beside a key is its boundary: word, token, base64 or none');
    case 'Backreference':
      throw new ConfigError('has a backreference, which no pattern may');
  }
}

/**
 * How wide a match of `pattern` can be. Also the gate for what a pattern may hold: bounded quantifiers,
 * no assertions, no backreferences, so that a match is decided by a window of known size in any regex engine.
 * @throws ConfigError on a pattern outside these bounds or one that is no regex
 */
export function widthOf(pattern: string): Width {
  const tree = parsePattern(pattern);
  const width = widest(tree.alternatives.map((alternative) => sum(alternative.elements.map(widthOfElement))));
  if (width.max > MAX_WIDTH) throw new ConfigError(`matches up to ${width.max} characters, more than ${MAX_WIDTH}`);
  if (width.min === 0) throw new ConfigError('can match nothing at all');
  return width;
}

/** The parser's reason without the pattern, which it would quote whole, and where. */
function syntaxReason(error: unknown): string {
  if (!(error instanceof SyntaxError)) return 'it cannot be read';
  const reason = error.message.replace(/^.*: /s, '');
  const { index } = error as { index?: unknown };
  return typeof index === 'number' ? `${reason} at character ${index + 1}` : reason;
}

/** Pattern text → syntax tree. @throws ConfigError when it is no regex */
export function parsePattern(pattern: string): AST.Pattern {
  try {
    return new RegExpParser({ ecmaVersion: 2023 }).parsePattern(pattern);
  } catch (error) {
    throw new ConfigError(`is not a regular expression: ${syntaxReason(error)}`, undefined, error);
  }
}
