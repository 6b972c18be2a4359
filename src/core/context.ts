/**
 * Kinds of files in which a key is more often an invented one than elsewhere. A finding in them is marked, and counts
 * like any other: real keys lie in tests and examples, too.
 */
export const CONTEXTS = ['test', 'fixture', 'mock', 'example', 'documentation', 'vendored', 'generated', 'lock', 'minified'] as const;
export type Context = (typeof CONTEXTS)[number];

/** Each context as the end of a sentence that begins with "it stands in". */
export const CONTEXT_WORDS: Readonly<Record<Context, string>> = {
  test: 'a test',
  fixture: 'test data',
  mock: 'a mock',
  example: 'an example',
  documentation: 'documentation',
  vendored: 'vendored code',
  generated: 'a generated file',
  lock: 'a lock file',
  minified: 'minified code',
};
