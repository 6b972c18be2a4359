import { IncompleteError } from '#core/errors.ts';

/** Why an exchange gave no answer. `refused` is certain to have had no effect; the others may have had one. */
export type HttpFault = 'refused' | 'network' | 'timeout' | 'too-large';

/** An exchange without an answer. The message names the host and a code, never a path, header or body. */
export class HttpError extends IncompleteError {
  readonly fault: HttpFault;

  constructor(fault: HttpFault, host: string, detail: string) {
    super(`${host}: ${detail}`, fault === 'refused' ? 'endpoints come from stanch itself or from your own environment' : 'try again later; nothing is taken for revoked');
    this.fault = fault;
  }
}
