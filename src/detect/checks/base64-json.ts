import { textsArgument } from './argument.ts';
import type { Check } from './check.ts';
import { isPlaceholder } from './placeholder.ts';
import { PASS, reject } from './result.ts';

/** The JSON object in base64 or base64url text, or nothing. */
export function decodeJsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  const decoded = Buffer.from(text, 'base64').toString('utf8');
  if (!decoded.startsWith('{')) return undefined;
  try {
    const parsed: unknown = JSON.parse(decoded);
    return typeof parsed === 'object' && parsed !== null ? Object.fromEntries(Object.entries(parsed)) : undefined;
  } catch {
    return undefined; // Text that is no JSON is an answer here, not a failure.
  }
}

/** `base64-json` or `base64-json: [key, …]`: the key is a JSON object in base64 that has these members, none of them a stand-in. @throws ConfigError */
export function base64Json(arg: unknown): Check {
  const members = arg === true ? [] : textsArgument('base64-json', arg);
  return ({ value, groups }) => {
    const object = decodeJsonObject(groups['json'] ?? value);
    if (object === undefined) return reject('does not decode to JSON');
    if (!members.every((member) => member in object)) return reject('decodes to other JSON');
    const texts = members.map((member) => object[member]).filter((text) => typeof text === 'string');
    return texts.some((text) => isPlaceholder(text)) ? reject('decodes to a placeholder') : PASS;
  };
}
