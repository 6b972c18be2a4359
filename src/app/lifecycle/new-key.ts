import { IncompleteError } from '#core/errors.ts';
import { fingerprintOf } from '#core/fingerprint.ts';
import type { Secret } from '#core/secret.ts';
import type { Provider } from '#providers/provider.ts';
import type { PlacedSink } from './run-ports.ts';
import type { Minting, RunState } from './run-state.ts';

/** What a sink is given of a key. */
export function pieceFor(key: Secret, sink: PlacedSink, provider: Provider): Secret {
  if (sink.part === undefined) return key;
  if (provider.part === undefined) throw new IncompleteError(`a key of ${provider.title} has no pieces`, 'name the place without =PIECE');
  return provider.part(key, sink.part);
}

/** Fingerprints of the pieces of a key, for the journal: `name=fingerprint`. */
export function partPrints(key: Secret, provider: Provider, salt: string): readonly string[] {
  return (provider.parts ?? []).map((name) => `${name}=${fingerprintOf(pieceFor(key, { plan: '', part: name, write: async () => undefined }, provider), salt)}`);
}

function printFor(minting: Minting | undefined, sink: PlacedSink): string | undefined {
  if (sink.part === undefined) return minting?.fingerprint;
  return minting?.parts?.find((print) => print.startsWith(`${sink.part}=`))?.slice(`${sink.part}=`.length);
}

/** True where a value that a sink gave back is the new key, or the piece of it that belongs there. */
export function isNewKey(value: Secret | undefined, sink: PlacedSink, state: RunState): boolean {
  const print = printFor(state.minting, sink);
  return value !== undefined && print !== undefined && fingerprintOf(value, state.head.salt) === print;
}
