import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import type { Finding } from '#core/finding.ts';
import type { Report } from '#core/report.ts';
import { Secret } from '#core/secret.ts';
import { joinHalves } from '#providers/join-halves.ts';
import type { FoundWhole, Provider } from '#providers/provider.ts';
import { audit } from '../audit.ts';
import type { Context } from '../scan-settings.ts';
import { findAgain, type FoundAgain } from './find-again.ts';
import { findTexts } from './find-texts.ts';
import { findProvider } from './provider-context.ts';

/** A leaked key in memory, and who issued it. */
export interface LeakedKey {
  readonly secret: Secret;
  readonly provider: Provider;
  /** True where its pieces stand apart, so that no place reads it as one text. */
  readonly isApart?: true;
}

const MOST = 16 * 1024;

/** Reads a key from standard input, without the line end. @throws UsageError */
export async function secretFromStdin(stdin: AsyncIterable<Uint8Array>): Promise<Secret> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of stdin) {
    size += part.length;
    if (size > MOST) throw new UsageError('that is too long for a key');
    parts.push(part);
  }
  const text = Buffer.concat(parts).toString('utf8').trim();
  // Key files are JSON or PEM; anything else with a blank in it is more than one key, or none.
  if (text === '' || (/\s/.test(text) && !/^(?:\{|-----BEGIN )/.test(text))) throw new UsageError('one key is expected on standard input');
  return new Secret(text);
}

/** A key that was not found here: it comes by standard input, and the operator says whose it is. @throws UsageError */
export async function keyFromStdin(stdin: AsyncIterable<Uint8Array>, providerId: string): Promise<LeakedKey> {
  const provider = findProvider({ id: providerId });
  return { secret: await secretFromStdin(stdin), provider };
}

/** The one finding whose id begins so. @throws UsageError for none, or more than one */
export function pickFinding(report: Report, id: string, hint: string): Finding {
  const [finding, other] = report.findings.filter((candidate) => id.length >= 6 && candidate.id.startsWith(id));
  if (finding === undefined) throw new UsageError(`no finding ${printable(id)}`, hint);
  if (other !== undefined) throw new UsageError(`more than one finding begins with ${printable(id)}`, 'write the id whole');
  return finding;
}

/** The halves as their provider takes them: the identifier stands first. */
function withOther({ detection, search }: FoundAgain): Secret {
  const { secret, pair } = detection;
  if (pair === undefined) return secret;
  const other = search.rules.matcher.ruleOf(pair.ruleId);
  const isId = other?.secrecy === 'public-id' || other?.completes !== undefined;
  return isId ? joinHalves(pair.secret, secret) : joinHalves(secret, pair.secret);
}

/** The whole key by the text around a part of it. @throws UsageError where the part belongs to more than one key */
async function fromText({ finding, detection, search }: FoundAgain, provider: Provider): Promise<FoundWhole | undefined> {
  if (provider.wholeIn === undefined) return undefined;
  const wholes = (await findTexts(finding, detection.ruleId, search)).flatMap((text) => provider.wholeIn?.(text, detection.secret) ?? []);
  const accounts = [...new Set(wholes.map(({ account }) => printable(account)))];
  if (accounts.length > 1) throw new UsageError(`this password stands with ${accounts.length} users: ${accounts.join(', ')}`, `each is a key of its own: give one after the other to --stdin --provider ${provider.id}`);
  return wholes[0];
}

/** The key as a whole; a provider that cannot read it by itself gets it with the other half that stands beside it. */
async function wholeKey(secret: Secret, provider: Provider, again: () => Promise<FoundAgain>): Promise<LeakedKey> {
  if (provider.wholeIn === undefined && provider.isWhole?.(secret) !== false) return { secret, provider };
  const found = await again();
  const whole = await fromText(found, provider);
  if (whole !== undefined) return { secret: whole.key, provider, ...(whole.isApart ? { isApart: true } : {}) };
  const joined = withOther(found);
  const isJoined = joined !== found.detection.secret;
  // What the rule took is never more than a password, whatever it looks like.
  const isPart = provider.isWhole !== undefined && ((provider.wholeIn !== undefined && !isJoined) || !provider.isWhole(joined));
  if (isPart) throw new UsageError(`this is only a part of a key of ${provider.title}`, `give the whole key to --stdin --provider ${provider.id}; docs/providers.md shows its form`);
  return { secret: joined, provider, ...(isJoined ? { isApart: true } : {}) };
}

/**
 * The key of a finding, read again from the repository; it is kept nowhere else.
 * @param report a saved one, whose places are opened; without one everything is searched
 * @throws UsageError
 */
export async function keyOfFinding(id: string, source: { readonly folder: string; readonly report?: Report }, context: Context): Promise<LeakedKey> {
  const { folder, report } = source;
  if (report === undefined) {
    const { report: fresh, evidence } = await audit({ folder, unreachable: true, workTree: true }, context);
    const finding = pickFinding(fresh, id, 'ids stand in the report of stanch audit');
    const secret = evidence.get(finding.id);
    if (secret === undefined) throw new UsageError(`the key of finding ${finding.id} cannot be read again`);
    return wholeKey(secret, findProvider({ ruleId: finding.ruleId }), () => findAgain(finding, folder, context));
  }
  const finding = pickFinding(report, id, 'it is not in that report');
  const found = await findAgain(finding, folder, context);
  return wholeKey(found.detection.secret, findProvider({ ruleId: found.detection.ruleId }), () => Promise.resolve(found));
}
