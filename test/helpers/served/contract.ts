import { OpenapiContract } from '../openapi-contract.ts';
import type { Call, Facts, Reply } from './server.ts';

const CONTRACTS = new Map<string, OpenapiContract>();

function open(file: string): OpenapiContract {
  const contract = CONTRACTS.get(file) ?? new OpenapiContract(new URL(`../../providers/contract/${file}`, import.meta.url));
  CONTRACTS.set(file, contract);
  return contract;
}

/** The body as its description sees it: JSON, or the fields of a form. */
function bodyOf({ headers, json, form }: Call): unknown {
  return /urlencoded/.test(headers['content-type'] ?? '') ? Object.fromEntries(form) : json;
}

/**
 * Completes the replies of a local provider by its official description, and checks each exchange by it.
 * @param tell called for each exchange, with a complaint or without
 */
export function contractOf(wanted: Facts['contract'], tell: (complaint: string | undefined) => void): (call: Call, reply: Reply) => Reply {
  if (wanted === undefined) return (_, reply) => reply;
  const contract = open(wanted.file);
  return (call, reply) => {
    const [method = '', path = ''] = call.line.split(' ');
    const own = path.startsWith(wanted.before ?? '') ? path.slice((wanted.before ?? '').length) : path;
    const matched = contract.operationOf(method, own);
    if (matched === undefined) {
      tell(`${call.line} is not documented`);
      return reply;
    }
    const [status, body, headers] = reply;
    const whole = contract.completed(matched, status, body);
    // That something is not there any more is answered so by all of them, documented or not.
    const found = [contract.requestComplaint(matched, bodyOf(call)), status === 404 ? undefined : contract.answerComplaint(matched, status, whole)].filter((one) => one !== undefined);
    for (const complaint of found) tell(`${call.line} ${status}: ${complaint}`);
    if (found.length === 0) tell(undefined);
    return headers === undefined ? [status, whole] : [status, whole, headers];
  };
}
