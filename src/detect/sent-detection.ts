import type { Detection } from '#core/finding.ts';
import { Secret } from '#core/secret.ts';

/*
 * Detections on their way between threads. They hold raw keys, as the memory that both threads share does; they go
 * nowhere else.
 */

type Pair = NonNullable<Detection['pair']>;

/** A detection as plain data. */
export interface SentDetection extends Omit<Detection, 'secret' | 'pair'> {
  readonly secret: string;
  readonly pair?: Omit<Pair, 'secret'> & { readonly secret: string };
}

/** Makes a detection ready to be sent. */
export function sendDetection({ secret, pair, ...rest }: Detection): SentDetection {
  return { ...rest, secret: secret.reveal(), ...(pair === undefined ? {} : { pair: { ...pair, secret: pair.secret.reveal() } }) };
}

/** The detection again. It is made of what was sent, which is of no use afterwards: of a key in many versions there are many. */
export function receiveDetection(sent: SentDetection): Detection {
  const { secret, pair } = sent;
  return Object.assign<Omit<SentDetection, 'secret' | 'pair'>, Pick<Detection, 'secret' | 'pair'>>(sent, {
    secret: new Secret(secret),
    ...(pair === undefined ? {} : { pair: { ...pair, secret: new Secret(pair.secret) } }),
  });
}
