import { UsageError } from '#core/errors.ts';

/**
 * A file of the repository by the name that git has for it: `./a.yml` is `a.yml`.
 * @param name of the flag or input, for the message
 * @throws UsageError for a path that leads out of the repository
 */
export function repositoryPath(text: string, name: string): string {
  const path = text.replaceAll('\\', '/').replace(/^(?:\.\/+)+/, '');
  if (path.startsWith('/') || path.split('/').includes('..')) throw new UsageError(`${name} names a file of the repository`, 'it is read from the commit that the change starts from');
  return path;
}
