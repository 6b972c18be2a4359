import { stringify } from 'yaml';
import type { ForeignTool } from './foreign-tools.ts';
import type { Imported, ImportedRule, ImportNote } from './imported.ts';

/** Files that an import writes, as text; `undefined` where there is nothing to write. */
export interface RenderedImport {
  readonly config: string | undefined;
  /** Rule files by their name. */
  readonly rules: ReadonlyMap<string, string>;
}

const WIDTH = { lineWidth: 0 } as const;
/** Own rule files may be of 256 KiB; this leaves room for what YAML puts around. */
const MAX_FILE = 150_000;
/** What a configuration may hold: see `schema.ts`. */
const [MAX_GLOBS, MAX_OVERRIDES, MAX_PATHS] = [1_000, 500, 200];
/** Below every built-in rule of keys with a form: where both match, the built-in one speaks. */
const SPECIFICITY = 30;

function entryOf({ id, title, severity, confidence, shape, checks, foreignId }: ImportedRule, tool: ForeignTool): Record<string, unknown> {
  const { left, right } = shape.boundary;
  return {
    id,
    title,
    kind: 'api-key',
    secrecy: 'secret',
    severity,
    confidence,
    anchors: shape.anchors,
    pattern: shape.pattern,
    ...(shape.ignoreCase ? { ignoreCase: true } : {}),
    boundary: left === right ? left : { left, right },
    ...(shape.near === undefined ? {} : { near: shape.near }),
    ...(checks.length === 0 ? {} : { checks }),
    specificity: SPECIFICITY,
    samples: { hit: shape.sample === '' ? [] : [shape.sample], miss: [] },
    help: `Found by the rule ${foreignId} that came from ${tool}. Turn the key off where it was made, make a new one, and deliver it to where it is read.`.slice(0, 1_000),
  };
}

/** Rules in files that are small enough to be read. */
function chunks(entries: readonly Record<string, unknown>[]): Record<string, unknown>[][] {
  const files: Record<string, unknown>[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const entry of entries) {
    const length = JSON.stringify(entry).length;
    if (size + length > MAX_FILE) {
      files.push([]);
      size = 0;
    }
    files.at(-1)?.push(entry);
    size += length;
  }
  return files;
}

function configOf(imported: Imported): Record<string, unknown> {
  const overrides = imported.overrides.slice(0, MAX_OVERRIDES).map(({ paths, rules, off, reason }) => ({ paths: paths.slice(0, MAX_PATHS), ...(rules === undefined ? {} : { rules }), off, reason: reason.slice(0, 200) }));
  return {
    ...(imported.disable.length === 0 ? {} : { rules: { disable: imported.disable } }),
    ...(imported.exclude.length === 0 ? {} : { paths: { exclude: imported.exclude.slice(0, MAX_GLOBS) } }),
    ...(overrides.length === 0 ? {} : { overrides }),
  };
}

/** What had no room in a configuration. */
export function overflowNotes(imported: Imported): ImportNote[] {
  const tooMany = (subject: string, limit: number): ImportNote => ({ effect: 'left-out', subject, why: `a configuration has room for ${limit}` });
  return [
    ...(imported.exclude.length > MAX_GLOBS ? [tooMany(`excluded paths from number ${MAX_GLOBS + 1} on`, MAX_GLOBS)] : []),
    ...(imported.overrides.length > MAX_OVERRIDES ? [tooMany(`overrides from number ${MAX_OVERRIDES + 1} on`, MAX_OVERRIDES)] : []),
    ...imported.overrides.filter(({ paths }) => paths.length > MAX_PATHS).map(({ reason }) => tooMany(`paths of an override (${reason}) from number ${MAX_PATHS + 1} on`, MAX_PATHS)),
  ];
}

/** The files of an import as YAML. */
export function renderImport(imported: Imported, tool: ForeignTool): RenderedImport {
  const head = `# Taken over from ${tool} by stanch init. Edit it as you like.\n`;
  const config = configOf(imported);
  const files = chunks(imported.rules.map((rule) => entryOf(rule, tool)));
  return {
    config: Object.keys(config).length === 0 ? undefined : head + stringify(config, WIDTH),
    rules: new Map(
      files.map((rules, index) => {
        const name = `${tool}${index === 0 ? '' : `-${index + 1}`}`;
        return [`${name}.yml`, `${head}# stanch rules test .stanch/rules/${name}.yml runs the samples.\n${stringify({ provider: tool, name: `Rules from ${tool}`, rules }, WIDTH)}`];
      }),
    ),
  };
}
