import { adjacent } from './adjacent.ts';
import { alphabet } from './alphabet.ts';
import { awsAccount } from './aws-account.ts';
import { basicAuth } from './basic-auth.ts';
import { base64Json } from './base64-json.ts';
import { base64Text } from './base64-text.ts';
import type { CheckFactory, PairProof } from './check.ts';
import { checksum } from './checksum/checksum.ts';
import { ciscoType7 } from './cisco-type7.ts';
import { distinct } from './distinct.ts';
import { entropy } from './entropy.ts';
import { foxnoseKey, foxnosePair, p256Point } from './foxnose.ts';
import { gppPassword } from './gpp-password.ts';
import { notHashContext } from './hash-context.ts';
import { jwt } from './jwt.ts';
import { lacks } from './lacks.ts';
import { length } from './length.ts';
import { macaroon } from './macaroon.ts';
import { never } from './never.ts';
import { der, pem } from './pem.ts';
import { notIdName } from './not-id-name.ts';
import { notPrefix } from './not-prefix.ts';
import { ownLine } from './own-line.ts';
import { placeholder } from './placeholder.ts';
import { putty } from './putty.ts';
import { startsWord } from './starts-word.ts';
import { urlPassword } from './url-password.ts';
import { uuid } from './uuid.ts';
import { words } from './words.ts';

/** Every check by the name that rules call it. */
export const CHECKS: ReadonlyMap<string, CheckFactory> = new Map<string, CheckFactory>([
  ['adjacent', adjacent],
  ['alphabet', alphabet],
  ['aws-account', awsAccount],
  ['basic-auth', basicAuth],
  ['base64-json', base64Json],
  ['base64-text', base64Text],
  ['checksum', checksum],
  ['cisco-type7', ciscoType7],
  ['der', der],
  ['distinct', distinct],
  ['entropy', entropy],
  ['foxnose-p256', foxnoseKey],
  ['gpp-password', gppPassword],
  ['jwt', jwt],
  ['lacks', lacks],
  ['length', length],
  ['macaroon', macaroon],
  ['never', never],
  ['not-hash-context', notHashContext],
  ['not-id-name', notIdName],
  ['not-prefix', notPrefix],
  ['own-line', ownLine],
  ['p256-point', p256Point],
  ['pem', pem],
  ['placeholder', placeholder],
  ['putty', putty],
  ['starts-word', startsWord],
  ['url-password', urlPassword],
  ['uuid', uuid],
  ['words', words],
]);

/** Proofs that two halves of a key belong together, by name. */
export const PAIR_PROOFS: ReadonlyMap<string, PairProof> = new Map<string, PairProof>([['foxnose-p256', foxnosePair]]);
