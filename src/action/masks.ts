import type { Evidence } from '#app/finding-book.ts';
import { commandData } from '#report/workflow-command.ts';

/** Masking a short text would turn the whole log into stars, and drop every output that holds it. */
const MIN_LENGTH = 8;

/**
 * Commands that make the runner replace the found keys in all that any step prints from now on. The runner does not show
 * these lines; whoever is no runner would, so they are made only where the runner says that it is one.
 */
export function maskCommands(evidence: Evidence): string {
  const texts = new Set([...evidence.values()].map((secret) => secret.reveal()));
  return [...texts].filter((text) => text.trim().length >= MIN_LENGTH).map((text) => `::add-mask::${commandData(text)}\n`).join('');
}
