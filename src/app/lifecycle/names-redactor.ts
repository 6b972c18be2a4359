import { wholeChunk } from '#core/chunk.ts';
import { makeScanner } from '#detect/scanner.ts';
import { makeRedactor } from '../redact.ts';
import { loadRunRules } from '../run-rules.ts';
import type { Context } from '../scan-settings.ts';

/** Takes raw keys out of texts: one may stand in the name of a branch, or in the address of a remote. */
export async function redactorOf(names: readonly string[], context: Context): Promise<(text: string) => string> {
  const { matcher } = await loadRunRules(context);
  const scanner = makeScanner(matcher, { depth: context.settings.depth });
  const result = scanner.scan(wholeChunk({ kind: 'refs' }, Buffer.from(`${names.join('\n')}\n`)));
  return makeRedactor((result?.detections ?? []).flatMap(({ secret, pair }) => (pair === undefined ? [secret] : [secret, pair.secret])));
}
