import type { Http, HttpRequest, HttpResponse } from './http.ts';
import { HttpError } from './http-error.ts';

/** When an exchange is tried again. A POST or PATCH never is: it may have had its effect. */
export const RETRY = {
  methods: ['GET', 'DELETE'],
  statuses: [408, 425, 429, 500, 502, 503, 504],
  faults: ['network', 'timeout'],
  attempts: 4,
  /** Milliseconds: first wait, longest single wait, sum of all waits. */
  first: 500,
  longest: 60_000,
  budget: 120_000,
} as const;

/** Time as far as waiting needs it; both in milliseconds. */
export interface Waiter {
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** Milliseconds that a `Retry-After` asks for (RFC 9110 §10.2.3: seconds or a date); undefined where it does not hold. */
export function retryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000;
  const at = /[a-z]/i.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isFinite(at) ? Math.max(0, at - now) : undefined;
}

/** Milliseconds that an answer asks to wait: `Retry-After`, else `X-RateLimit-Reset` in seconds, or seconds since the epoch. */
function askedWait({ headers }: HttpResponse, now: number): number | undefined {
  const reset = headers['x-ratelimit-reset'];
  const after = retryAfter(headers['retry-after'], now);
  if (after !== undefined || reset === undefined || !/^\d{1,10}$/.test(reset)) return after;
  return Number(reset) > 1e9 ? Math.max(0, Number(reset) * 1000 - now) : Number(reset) * 1000;
}

function mayRetry(request: HttpRequest, outcome: HttpResponse | HttpError, methods: readonly string[]): boolean {
  if (!methods.includes(request.method)) return false;
  if (outcome instanceof HttpError) return (RETRY.faults as readonly string[]).includes(outcome.fault);
  return (RETRY.statuses as readonly number[]).includes(outcome.status);
}

async function attempt(http: Http, request: HttpRequest): Promise<HttpResponse | HttpError> {
  try {
    return await http.send(request);
  } catch (error) {
    if (error instanceof HttpError) return error;
    throw error;
  }
}

/**
 * The same client with patience: gives the last answer when patience ends.
 * @param methods that may be sent again; more than the usual ones only where twice is as once
 */
export function withRetry(http: Http, waiter: Waiter, methods: readonly string[] = RETRY.methods): Http {
  return {
    async send(request) {
      let waited = 0;
      for (let turn = 1; ; turn++) {
        const outcome = await attempt(http, request);
        const asked = outcome instanceof HttpError ? undefined : askedWait(outcome, waiter.now());
        const wait = Math.min(RETRY.longest, asked ?? RETRY.first * 2 ** (turn - 1));
        if (!mayRetry(request, outcome, methods) || turn === RETRY.attempts || waited + wait > RETRY.budget) {
          if (outcome instanceof HttpError) throw outcome;
          return outcome;
        }
        waited += wait;
        await waiter.sleep(wait);
      }
    },
  };
}
