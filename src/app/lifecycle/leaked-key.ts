import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { Secret } from '#core/secret.ts';
import type { Provider } from '#providers/provider.ts';
import { audit } from '../audit.ts';
import type { Context } from '../scan-settings.ts';
import { findProvider } from './provider-context.ts';

/** A leaked key in memory, and who issued it. */
export interface LeakedKey {
  readonly secret: Secret;
  readonly provider: Provider;
}

const MOST = 16 * 1024;

/** Reads a key from stdin, without the line end. @throws UsageError */
export async function keyFromStdin(stdin: AsyncIterable<Uint8Array>, providerId: string): Promise<LeakedKey> {
  const provider = findProvider({ id: providerId });
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of stdin) {
    size += part.length;
    if (size > MOST) throw new UsageError('that is too long for a key');
    parts.push(part);
  }
  const text = Buffer.concat(parts).toString('utf8').trim();
  if (text === '' || /\s/.test(text)) throw new UsageError('one key is expected on standard input');
  return { secret: new Secret(text), provider };
}

/** Reads the key of a finding again from the repository; it is kept nowhere else. @throws UsageError */
export async function keyOfFinding(id: string, folder: string, context: Context): Promise<LeakedKey> {
  const { report, evidence } = await audit({ folder, unreachable: true, workTree: true }, context);
  const found = report.findings.filter((finding) => id.length >= 6 && finding.id.startsWith(id));
  const [finding] = found;
  const secret = finding === undefined ? undefined : evidence.get(finding.id);
  if (finding === undefined || secret === undefined) throw new UsageError(`no finding ${printable(id)} in this repository`, 'ids stand in the report of stanch audit');
  if (found.length > 1) throw new UsageError(`more than one finding begins with ${printable(id)}`);
  return { secret, provider: findProvider({ ruleId: finding.ruleId }) };
}
