import { Secret } from '#core/secret.ts';

/** Two halves of a key as providers of such keys take them: `FIRST:SECOND`. */
export function joinHalves(first: Secret, second: Secret): Secret {
  return new Secret(`${first.reveal()}:${second.reveal()}`);
}
