import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';

/** Git follows alternates of alternates this far (object-file.c, `link_alt_odb_entries`). */
const MAX_DEPTH = 5;

/** A quoted line: the C escapes that git writes. */
function unquote(line: string): string {
  if (!line.startsWith('"')) return line;
  try {
    return JSON.parse(line.replace(/\\([0-7]{3})/g, (_, digits: string) => `\\u00${Number.parseInt(digits, 8).toString(16).padStart(2, '0')}`)) as string;
  } catch {
    // No quoting that git would write: the line is a plain path.
    return line;
  }
}

function namedIn(objectsDir: string): string[] {
  const file = join(objectsDir, 'info', 'alternates');
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map(unquote).map((path) => (isAbsolute(path) ? path : resolve(objectsDir, path)));
}

/** The object folder itself and every folder it borrows objects from, each once; folders that are not there are left out, as git does. */
export function objectFolders(objectsDir: string, extra: readonly string[] = []): string[] {
  const found = new Map<string, string>();
  const visit = (folder: string, depth: number): void => {
    if (depth > MAX_DEPTH || !existsSync(folder)) return;
    const real = realpathSync(folder);
    if (found.has(real)) return;
    found.set(real, folder);
    for (const next of namedIn(folder)) visit(next, depth + 1);
  };
  for (const folder of [objectsDir, ...extra]) visit(folder, 0);
  return [...found.values()];
}
