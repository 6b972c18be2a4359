import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { PARAMETER_STORE } from './aws/parameter-store.ts';
import { SECRETS_MANAGER } from './aws/secrets-manager.ts';
import { DOPPLER } from './doppler.ts';
import { GITEA_KINDS } from './gitea.ts';
import { GITHUB_KINDS } from './github/kinds.ts';
import { GITLAB_KINDS } from './gitlab.ts';
import { KUBERNETES } from './kubernetes/kubernetes.ts';
import { ONE_PASSWORD } from './one-password.ts';
import type { SinkKind, SinkTarget } from './sink-kind.ts';
import { VAULT_KINDS } from './vault.ts';

/** Every system that a new key can be brought to by its name. */
export const SINK_KINDS: readonly SinkKind[] = [...GITHUB_KINDS, ...GITLAB_KINDS, ...GITEA_KINDS, ...VAULT_KINDS, SECRETS_MANAGER, PARAMETER_STORE, KUBERNETES, ONE_PASSWORD, DOPPLER];

/** A target as the operator wrote it, taken apart. */
export interface ReadTarget extends SinkTarget {
  readonly kind: SinkKind;
}

/**
 * Takes `KIND:PLACE#NAME` apart. A `#` may stand in the place; the last one counts.
 * @throws UsageError
 */
export function readTarget(text: string): ReadTarget {
  const colon = text.indexOf(':');
  const id = colon === -1 ? text : text.slice(0, colon);
  const kind = SINK_KINDS.find((candidate) => candidate.id === id);
  if (kind === undefined) throw new UsageError(`${printable(id)} is no kind of place for a key`, `these are: ${SINK_KINDS.map((known) => known.id).join(', ')}`);
  const rest = text.slice(colon + 1);
  const hash = rest.lastIndexOf('#');
  const [place, name] = hash === -1 ? [rest, ''] : [rest.slice(0, hash), rest.slice(hash + 1)];
  if (colon === -1 || place === '' || (name === '' && /#/.test(kind.grammar.replace(/\[.*\]/, '')))) throw new UsageError(`--to ${id} needs ${id}:${kind.grammar}`, `for example ${id}:${kind.example}`);
  return { kind, place, name };
}
