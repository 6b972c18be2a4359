import { wordsOf } from '#detect/generic/name-words.ts';
import type { Rule } from '#ruleset/rule.ts';

/*
 * Tells labelled text that is public by itself from secrets, by form and by name, so that recall can be given for
 * secrets alone. It asks nothing of what was found: the same samples fall out of hits and of misses.
 */

const HOST = /^(?:[a-z0-9_-]{1,63}\.)+[a-z]{2,12}(?::\d{1,5})?$/;
const ADDRESS = /^(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?$/;
const MAIL = /^[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+$/;
const ARN = /^arn:aws[\w-]*:[^\s]+$/;
/** No userinfo, no query. */
const URL = /^(?:[a-z][a-z0-9+.-]{1,20}:\/\/)?([a-z0-9_.-]+(?::\d{1,5})?)((?:\/[\w.~%*{}-]*)*)$/i;
/** A segment of a path that a program has made up; keys stand in those of webhooks. */
const DRAWN = /^(?=[^/]*\d)(?=[^/]*[a-z])[^/]{16,}$/i;
const HOOK = /\bhooks?\b/i;

/** Last words of names whose values say who or where, and open nothing. */
const IDENTIFIERS: ReadonlySet<string> = new Set(['id', 'ids', 'sid', 'user', 'username', 'login', 'email', 'mail', 'account', 'number', 'name', 'url', 'uri', 'host', 'hostname', 'endpoint', 'domain', 'server', 'path', 'region', 'tenant', 'organization', 'org', 'project']);
const NAME_BEFORE = /([\w.$-]{1,64})["'`\]]?\s{0,8}(?:::?=|=>|[=:]|\s)\s{0,8}["'`]?$/;

function isPlace(text: string): boolean {
  if (HOST.test(text) || ADDRESS.test(text) || MAIL.test(text) || ARN.test(text)) return true;
  const [, host = '', path = ''] = URL.exec(text) ?? [];
  const isUrl = text.includes('://') || HOST.test(host);
  return isUrl && host !== '' && !HOOK.test(text) && !path.split('/').some((segment) => DRAWN.test(segment));
}

/** Name to which the text right behind it belongs, in words. */
function nameBefore(text: string, at: number): string[] {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  return wordsOf(NAME_BEFORE.exec(line)?.[1] ?? '');
}

/** Piece of the text without blanks and quotes in which the secret stands. */
function pieceAround(text: string, at: number, length: number): string {
  const before = /[^\s"'`<>()=,]*$/.exec(text.slice(0, at))?.[0] ?? '';
  const after = /^[^\s"'`<>(),;]*/.exec(text.slice(at + length))?.[0] ?? '';
  return `${before}${text.slice(at, at + length)}${after}`;
}

/**
 * Makes a test that is true for labelled text that is an address (a host, a URL without userinfo, query or drawn path,
 * a mail address, an ARN) or part of one, that is wholly matched by one of `publicRules`, or whose name on the same line
 * says that it is an identifier. What stands in a URL with userinfo has no name.
 */
export function publicTextTest(publicRules: readonly Rule[]): (secret: string, text: string) => boolean {
  const forms = publicRules.map(({ pattern, ignoreCase }) => new RegExp(`^(?:${pattern})$`, ignoreCase ? 'i' : ''));
  return (labelled, text) => {
    const secret = labelled.replaceAll(/^["'`]|["'`]$/g, '');
    if (isPlace(secret) || forms.some((form) => form.test(secret))) return true;
    const at = text.indexOf(secret);
    if (at < 0) return false;
    const piece = pieceAround(text, at, secret.length);
    return isPlace(piece) || (!piece.includes('://') && IDENTIFIERS.has(nameBefore(text, at).at(-1) ?? ''));
  };
}
