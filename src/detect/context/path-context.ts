import type { Context } from '#core/context.ts';

/** Folder names, lower case, by what lies in them. */
const FOLDERS: readonly (readonly [Context, RegExp])[] = [
  ['vendored', /^(?:vendor|vendored|node_modules|bower_components|jspm_packages|third[-_]?party|site-packages|pods|carthage|godeps|_vendor)$/],
  ['fixture', /^(?:_{0,2}(?:fixtures?|snapshots?|testdata)_{0,2}|test[-_](?:data|fixtures?|resources|vectors?|files|assets)|testfixtures|vectors|cassettes|goldens?)$/],
  ['mock', /^(?:_{0,2}(?:mocks?|stubs?|fakes?)_{0,2}|mock[-_]?(?:data|server)|wiremock)$/],
  ['test', /^(?:_{0,2}(?:tests?|specs?)_{0,2}|testing|unit[-_]?tests?|integration[-_]?tests?|e2e(?:[-_]tests?)?|androidtest|testutils?|cypress|playwright)$/],
  ['example', /^(?:examples?|samples?|demos?|sample[-_](?:apps?|code|data)|quick[-_]?starts?|tutorials?|playground)$/],
  ['documentation', /^(?:docs?|documentation|wiki|man|guides?|_posts)$/],
  ['generated', /^(?:_{0,2}generated_{0,2}|gen|autogen|codegen|coverage|\.next|\.nuxt)$/],
];

/** File names, lower case. */
const FILES: readonly (readonly [Context, RegExp])[] = [
  ['lock', /^(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.ya?ml|bun\.lockb?|deno\.lock|composer\.lock|gemfile\.lock|pipfile\.lock|poetry\.lock|uv\.lock|pdm\.lock|cargo\.lock|go\.sum|mix\.lock|pubspec\.lock|podfile\.lock|package\.resolved|packages\.lock\.json|flake\.lock|conan\.lock|gradle\.lockfile|\.terraform\.lock\.hcl|cartfile\.resolved|rebar\.lock|stack\.yaml\.lock)$/],
  ['minified', /[.-]min\.(?:[cm]?js|css|html)$|\.(?:bundle|chunk)\.[cm]?js$|\.(?:[cm]?js|css)\.map$/],
  ['generated', /\.(?:pb|generated|g|gen|freezed|designer)\.[a-z]{1,6}$|\.pb\.(?:go|cc|h|swift)$|_pb2(?:_grpc)?\.pyi?$|_generated\.[a-z]{1,6}$|^zz_generated/],
  ['fixture', /\.(?:snap|golden|fixture)$|(?:^|[._-])fixtures?\.[a-z]{1,6}$/],
  ['mock', /(?:^|[._-])(?:mocks?|stubs?|fakes?)\.[a-z]{1,6}$|^(?:mock|fake)_/],
  ['test', /[._-](?:test|tests|spec|specs|e2e|cy)\.[a-z]{1,6}$|^test_[^/]*\.[a-z]{1,6}$|^conftest\.py$|^(?:test|tests|spec)\.[a-z]{1,6}$/],
  ['example', /\.(?:example|sample|template|tmpl|tpl|dist|default)(?:\.[a-z]{1,10})?$|^(?:example|sample|demo)[._-]|[._-](?:example|sample)\.[a-z]{1,6}$/],
  ['documentation', /\.(?:md|mdx|markdown|rst|adoc|asciidoc|textile|org|pod)$|^(?:readme|changelog|changes|history|contributing|security)(?:\.[a-z]{1,6})?$/],
];

/** `KeyTest.java`, `LoginSpec.scala`: the case of the letter tells the word from `latest.java`. */
const CAMEL_TEST = /(?:[a-z0-9]Tests?|[a-z0-9]Specs?|[a-z0-9]TestCase|^Tests?[A-Z][A-Za-z]*|[a-z0-9]IT)\.(?:java|kt|kts|cs|fs|vb|php|scala|groovy|swift|m|mm|cpp|cc|dart)$/;
/** What comes on one line when a program has written it. */
const SCRIPTS = /\.(?:[cm]?jsx?|css)$/i;
/** A column that nobody types; what stands there was put on one line by a program. */
const LONG_LINE = 1_500;

function ofFolders(folders: readonly string[]): Context | undefined {
  for (const [context, pattern] of FOLDERS) if (folders.some((folder) => pattern.test(folder.toLowerCase()))) return context;
  return undefined;
}

/**
 * What a path says of the file, if anything: somebody else's code first, then the file's own name, then the folders
 * that it lies in.
 * @param path relative, with `/`
 */
export function contextOfPath(path: string): Context | undefined {
  const folders = path.split('/');
  const name = folders.pop() ?? '';
  const around = ofFolders(folders);
  if (around === 'vendored') return around;
  const lower = name.toLowerCase();
  for (const [context, pattern] of FILES) if (pattern.test(lower)) return context;
  return CAMEL_TEST.test(name) ? 'test' : around;
}

/**
 * What one place of a key says: the content where it speaks, the path last.
 * @param place where the key stands; `column` counts from 1
 */
export function contextOfPlace(place: { readonly content?: Context | undefined; readonly path: string; readonly column: number }): Context | undefined {
  const fromPath = contextOfPath(place.path);
  const isLong = place.column > LONG_LINE && SCRIPTS.test(place.path);
  return place.content ?? fromPath ?? (isLong ? 'minified' : undefined);
}
