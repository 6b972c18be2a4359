import { mkdirSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { CONFIG_FILES, OWN_RULES_FOLDER, PACKAGE_FILE } from '#config/defaults.ts';
import { resolveSettings, type Flags } from '#config/resolve.ts';
import type { ConfigFile } from '#config/schema.ts';
import type { ScanSettings } from '#config/settings.ts';
import { ConfigError, IncompleteError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import type { Oid } from '#core/origin.ts';
import type { Git } from '#git/git.ts';
import { readObjectsSync } from '#git/objects.ts';
import { listTree, type ListedFile } from '#git/tree-listing.ts';
import { parseBaseline, type Baseline } from '#store/baseline.ts';
import { readPolicyConfig } from './policy-config.ts';

/** By what a change is judged: settings, accepted findings and own rules of one commit. */
export interface Policy {
  readonly settings: ScanSettings;
  readonly baseline: Baseline | undefined;
  /** Paths where a policy may stand: what changes there changes the policy. */
  readonly places: readonly string[];
  /** Folder of the own rules in the repository; `settings` names the copy that is read. */
  readonly rulesFolder: string;
}

export interface PolicyRequest {
  readonly git: Git;
  /** The commit; undefined for none, which gives the defaults. */
  readonly commit: Oid | undefined;
  readonly flags: Flags;
  /** A configuration file of that commit by its path; else the usual names are looked at. */
  readonly configPath: string | undefined;
  /** An empty folder of ours that own rules are written to. */
  readonly folder: string;
  /** True where the change under judgement may not excuse itself: `stanch:allow` counts only if the policy says so. */
  readonly strict: boolean;
  /** Brings blobs here that a partial clone lacks. */
  readonly ensureBlobs?: (oids: readonly Oid[]) => Promise<void>;
}

const RULE_FILE = /^[\w][\w.-]{0,100}\.ya?ml$/;

async function readTexts(request: PolicyRequest, files: readonly ListedFile[]): Promise<Map<string, string>> {
  const oids = [...new Set(files.map(({ oid }) => oid))];
  await request.ensureBlobs?.(oids);
  const texts = new Map<Oid, string>();
  for (const item of readObjectsSync(request.git, oids)) {
    if (item.kind === 'fault') throw new IncompleteError('a file of the policy is not in this clone', 'fetch-depth: 0 on actions/checkout brings it');
    texts.set(item.oid, (texts.get(item.oid) ?? '') + Buffer.from(item.bytes).toString('utf8'));
  }
  return new Map(files.map(({ path, oid }) => [path, texts.get(oid) ?? '']));
}

/** Own rules as files of ours; the loader reads a folder. */
function writeRules(folder: string, texts: ReadonlyMap<string, string>): void {
  mkdirSync(folder, { recursive: true });
  for (const [path, text] of texts) {
    const name = posix.basename(path);
    if (!RULE_FILE.test(name)) throw new ConfigError(`${printable(path)}: a file of own rules needs a plain name`);
    writeFileSync(join(folder, name), text);
  }
}

function settingsOf(file: ConfigFile, { flags, folder, strict }: PolicyRequest): ScanSettings {
  const settings = resolveSettings(flags, file, { root: folder, forHook: false });
  return strict && file['inline-allow'] === undefined ? { ...settings, inlineAllow: 'deny' } : settings;
}

/**
 * Reads the policy of a commit, from git's objects: what lies in the work tree has no say.
 * @throws ConfigError naming file, line and key
 */
export async function readPolicy(request: PolicyRequest): Promise<Policy> {
  const { git, commit, configPath, folder } = request;
  const list = async (below: readonly string[]): Promise<ListedFile[]> => (commit === undefined ? [] : listTree(git, commit, below));
  const readAt = async (paths: readonly string[]): Promise<Map<string, string>> => readTexts(request, (await list(paths)).filter(({ path }) => paths.includes(path)));
  const { file, paths } = commit === undefined ? { file: {}, paths: [] } : await readPolicyConfig(readAt, configPath);
  const settings = settingsOf(file, request);
  const rulesFolder = file.rules?.own ?? OWN_RULES_FOLDER;
  const rules = (await list([rulesFolder])).filter(({ path }) => posix.dirname(path) === posix.normalize(rulesFolder) && /\.ya?ml$/.test(path));
  const places = [...new Set([...(configPath === undefined ? [...CONFIG_FILES, PACKAGE_FILE] : []), ...paths, settings.baseline, rulesFolder])];
  const [baselineFile] = await list([settings.baseline]);
  const texts = await readTexts(request, [...rules, ...(baselineFile === undefined ? [] : [baselineFile])]);
  const own = join(folder, 'own-rules');
  if (rules.length > 0) writeRules(own, new Map(rules.map(({ path }) => [path, texts.get(path) ?? ''])));
  return {
    settings: { ...settings, ownRules: rules.length > 0 ? own : undefined },
    baseline: baselineFile === undefined ? undefined : parseBaseline(texts.get(baselineFile.path) ?? '', baselineFile.path),
    places,
    rulesFolder,
  };
}

/** Does work under a policy. @throws what the work throws; own rules are named by their place in the repository, not by our copy of them */
export async function underPolicy<T>({ settings, rulesFolder }: Policy, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ConfigError) || settings.ownRules === undefined) throw error;
    throw new ConfigError(error.message.replaceAll(settings.ownRules, printable(posix.normalize(rulesFolder)).replace(/\/$/, '')), error.hint, error);
  }
}
