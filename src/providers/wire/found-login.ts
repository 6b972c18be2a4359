import { Secret } from '#core/secret.ts';
import type { FoundText, FoundWhole } from '../provider.ts';
import { readLogin } from './database-key.ts';

/** An address, up to where a text that it is written in must end it; a place that is cut off is none. */
const ADDRESS = /[a-z][\w+.-]{1,40}:\/\/([\w.%+-]{0,128}):([^@\s"'`<>]{1,256})@[\w.-]{1,253}[^\s"'`<>\\]{0,400}(?=[\s"'`<>\\]|$)/gi;
/** What a sentence or a list puts behind an address. */
const CLOSERS = /[.,;:)\]}]+$/;
/** Ways to write a user and a password in one text: `user` and `password` are groups. Nothing in them is spelled in percents. */
const FORMS: readonly RegExp[] = [
  // https://github.com/go-sql-driver/mysql#dsn-data-source-name
  /(?<![\w.%+-])(?<user>[\w.%+-]{1,128}):(?<password>[^\s"'`@]{1,128})@(?:tcp|unix)\(/g,
  // https://www.postgresql.org/docs/current/libpq-pgpass.html
  /(?<![^\s"'`])[\w.*-]{1,253}:(?:\d{1,5}|\*):[\w*.-]{1,63}:(?<user>[\w.@-]{1,63}):(?<password>\S{1,128})/g,
];
/** https://www.postgresql.org/docs/current/libpq-connect.html */
const WORDS = { user: /(?<![\w-])user ?= ?([\w.@-]{1,63})(?![^\s"'`])/g, password: /(?<![\w-])password ?= ?([^\s"'`]{1,128})/g };
const COMMAND = /\b(?:mysql|mysqldump|mysqladmin|mysqlimport|mariadb|mariadb-dump) -[^\r\n|;&]*/g;
const COMMAND_USER = /(?<=\s)(?:-u ?|--user[= ])["']?([\w.@-]{1,80})/g;
const COMMAND_PASSWORD = /(?<=\s)(?:-p|--password=)["']?([^\s"']{1,64})/g;
/** `MYSQL_PASSWORD`, less what says that it is one. */
const NAME = /^([\w.-]*?)[_.-]?(?:pass|pwd|secret|cred|key|token|auth|pat|private|access)/i;
const USER_NAME = /^([\w.-]*?)[_.-]?user(?:_?name)?["']?[ \t]{0,3}[:=][ \t]{0,3}["']?([\w.@%+-]{1,64})$/i;

/** All captures of the first group. */
const all = (pattern: RegExp, text: string): string[] => [...text.matchAll(pattern)].map(([, captured = '']) => captured);
const pair = (user: string, password: string): FoundWhole => ({ key: new Secret(`${user}:${password}`), account: user, isApart: true });

/** Addresses as they stand; one that the wire's own reader would take for something else is read as a pair. */
function addressesIn(text: string, password: string): FoundWhole[] {
  return [...text.matchAll(ADDRESS)].flatMap(([whole, user = '', raw]) => {
    if (raw !== password) return [];
    const [key, account] = [new Secret(whole.replace(CLOSERS, '')), decoded(user)];
    return [readLogin(key).user === account ? { key, account, isApart: false } : pair(account, decoded(password))];
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A bare percent sign stands for itself.
    return text;
  }
}

function formsIn(text: string, password: string): FoundWhole[] {
  return FORMS.flatMap((form) => [...text.matchAll(form)].flatMap(({ groups }) => (groups?.['password'] === password ? [pair(groups['user'] ?? '', password)] : [])));
}

/** Names and values in one text, in any order: a user is theirs where there is only one. */
function wordsIn(text: string, password: string): FoundWhole[] {
  const stretches: readonly [string, RegExp, RegExp][] = [[text, WORDS.user, WORDS.password], ...(text.match(COMMAND) ?? []).map((line): [string, RegExp, RegExp] => [line, COMMAND_USER, COMMAND_PASSWORD])];
  return stretches.flatMap(([stretch, user, word]) => (all(word, stretch).includes(password) ? all(user, stretch).map((name) => pair(name, password)) : []));
}

/** A user that is named beside, as `MYSQL_USER` beside `MYSQL_PASSWORD`. */
function besideIn({ text, beside }: FoundText, password: string): FoundWhole[] {
  const own = NAME.exec(text.reveal())?.[1]?.toLowerCase();
  if (own === undefined || own === '') return [];
  return beside.flatMap((assignment) => {
    const [, name = '', user = ''] = USER_NAME.exec(assignment.reveal()) ?? [];
    return user !== '' && name.toLowerCase().endsWith(own) ? [pair(user, password)] : [];
  });
}

/**
 * The logins with a found password, by the text that it stands in: an address as it stands, whose host is not asked, or
 * `USER:PASSWORD`. A user that is named beside counts only where the text itself names none.
 */
export function loginsIn(found: FoundText, password: Secret): readonly FoundWhole[] {
  const [text, word] = [found.text.reveal(), password.reveal()];
  const inside = [...addressesIn(text, word), ...formsIn(text, word), ...wordsIn(text, word)];
  return inside.length > 0 ? inside : besideIn(found, word);
}
