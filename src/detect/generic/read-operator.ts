import { MAX_GAP, type Operator } from './candidate.ts';
import { matchAt, skipAt } from './match-at.ts';
import type { Name } from './read-name.ts';

/** The operator behind a name, and where the value may begin. */
export interface OperatorMatch {
  readonly operator: Operator;
  readonly end: number;
  /** White space stands on either side of it. */
  readonly isSpaced: boolean;
  /** The name stands in quotes. */
  readonly isQuotedName: boolean;
}

/** What closes a name: a quote, an index, a brace (Perl), the brackets of a binary (Erlang), `**` of Markdown, `?` or `!` of types, the brackets of a C array. */
const CLOSER = /(\\{0,3}["'`])?(?:>>|\}|\*\*|[\])]{0,2})[?!]?(?:\[\w{0,12}\])?/y;
/** A type between name and `=` (TypeScript, Python, Kotlin, Rust, Swift behind a colon; Go, and C-like, behind a blank), and the accessors of C#. */
const TYPE = /[ \t]{0,8}:[ \t]{0,4}&?(?:'static )?(?:[\w.]{2,40}|\[[\w; ]{2,20}\])(?:[<[][\w.<>[\], |]{0,30}[>\]])?(?: \| \w{2,12})?[?!]?(?=[ \t]{0,4}=[ \t]{0,8}(?:["'`]|[brfuL@$]["'`]))|[ \t]{1,4}(?:string|\[\]byte|[Aa]s [Ss]tring|\{ ?get;(?: ?(?:private |protected |internal )?(?:set|init);)? ?\})(?=[ \t]{0,4}=[ \t]{0,8}["`[])/y;
/**
 * Name and value as two fields of one entry: `name: X, value: …`, `name="X" value="…"`, `variable "X" { default = …`,
 * `<key>X</key><string>…`, `name="X">…<`, `name="X"><value>…`; what Capybara fills in, `'X', with: '…'`.
 */
const PAIR = /[ \t]{0,4}\{\s{1,20}(?:(?:type|description|sensitive|nullable|ephemeral)[ \t]{0,12}=[^\n{}]{1,70}\n[ \t]{1,20}){1,3}default[ \t]{0,12}=[ \t]{0,4}|[ \t]{0,4}[,;]?\s{0,60}(?:\{\s{0,40})?["']?(?:value|Value|VALUE|default|content|string_value|with)["']?[ \t]{0,8}[:=][ \t]{0,4}|<\/(?:key|name|Name|Key)>\s{0,60}<(?:string|value|Value)>|(?: [\w:.-]{1,20}="[^"<>]{0,30}"){0,2}>\s{0,60}<[Vv]alue>/y;

/** An operator, the signs that it may begin with behind blanks, and its pattern. */
type Symbol = readonly [operator: Operator, signs: string, pattern: RegExp];

const SYMBOLS: readonly Symbol[] = [
  ['compare', '=!<', /[ \t]{0,20}(?:[=!]==?|=~|<>)/y],
  // The second is the assignment of R, the third the pair of Kotlin, the fourth that of Scala.
  ['arrow', '=<t-', /[ \t]{0,30}(?:=>|<-(?!-)|(?<=["'] )to(?= ["'])|(?<=["'] ?)->(?= ?["']))/y],
  ['equals', '=:?|+', /[ \t]{0,40}(?::=|\?\?=|\|\|=|\+=|\?=|=)/y],
  ['fallback', '|?:o', /[ \t]{0,8}(?:\|\||\?\?|\?:|:-)|[ \t]{1,8}or(?=[ \t])/y],
  // The second is the colon of Chinese and Japanese, in UTF-8, the third the next cell of a table in Markdown.
  ['colon', ':\u00ef|', /[ \t]{0,8}(?::(?![:/])(?:\*\*)?|\u00ef\u00bc\u009a)|[ \t]{1,30}\|[ \t]{1,30}(?=`[^`\s]{4,64}`[ \t]{0,30}\|)/y],
  // Prose: the password is "…".
  ['colon', 'it', /[ \t]{1,3}(?:is|is set to|to):?[ \t]{1,3}(?=["'`])/y],
  ['comma', ',', /[ \t]{0,4},/y],
  ['call', '({', /\(|\{(?=[ \t]{0,2}["'`])/y],
  ['element', '>', />/y],
];
/** What may follow is nearly anything. */
const SPACE: Symbol = ['space', '', /[ \t]{1,30}(?=[^\s=:,)}\];|&<>])/y];
/** By the sign that comes first behind a name and blanks, in the order in which they are tried: most names in code and prose are followed by none. */
const BY_SIGN: readonly (readonly Symbol[])[] = Array.from({ length: 256 }, (_, code) => [...SYMBOLS.filter(([, signs]) => signs.includes(String.fromCharCode(code))), SPACE]);
const ONLY_SPACE: readonly Symbol[] = [SPACE];

/** The symbols that may stand behind a name that ends at `at`. */
function symbolsAt(window: string, at: number): readonly Symbol[] {
  let sign = at;
  while (window.charCodeAt(sign) === 0x20 || window.charCodeAt(sign) === 0x09) sign += 1;
  return BY_SIGN[window.charCodeAt(sign)] ?? ONLY_SPACE;
}

/**
 * `(` or `{` before the quoted name: a call or a tuple, not a list of names. Or a flag of Go, whose variable comes first,
 * or an option in a list of arguments: `["--password", "…"]`.
 */
const OPENS_CALL = /[\w)\]]?[({][ \t]{0,4}(?:<<|[A-Za-z])?["'`]$|VarP?\(&?[\w.[\]]{1,40},[ \t]{0,4}"$|(?:^|[\s[({,])["']--?$/;
/** What is told a setting by a constant: `put(Keys.PASSWORD, "…")`, `curl_easy_setopt(curl, CURLOPT_PASSWORD, "…")`. */
const OPENS_SETTER = /(?:set|put|add|append|with|header|property|param|claim|option|cookie)\w{0,16}\((?:[\w.>-]{1,40},[ \t]{1,4})?(?:\w{1,30}::)?$/i;
/** Settings of applications in Erlang, whose names are atoms. */
const OPENS_ATOM = /\bset_env\(\w{1,40},[ \t]{1,4}$/;
const CONSTANT = /^(?:[\w.]{0,40}\.)?[A-Z][A-Za-z0-9_]*$/;
/** The opening brace of a tuple of Erlang or Elixir: `{password, "…"}`, `{:password, "…"}`. */
const OPENS_TUPLE = /(?:^|[\s[,])\{[ \t]{0,4}:?$/;
/** A name in an opening tag, maybe with a name space. */
const OPENS_TAG = /<(?:\w{1,20}:)?$/;
/** The name stands as an attribute `name="X"` or `key="X"`, and what the element holds is its value. */
const NAMES_ELEMENT = /<[\w:.-]{1,30}(?: [\w:.-]{1,20}="[^"<>]{0,30}"){0,2} (?:name|key|id)="$/;
const ENDS_TAG = /(?: [\w:.-]{1,20}="[^"<>]{0,30}"){0,2}[ \t]{0,2}>/y;

/** Here the quoted word is no name, but the password itself. */
const JUDGES = /(?:hash|check|verif(?:y|ies)|match(?:es)?|compare|valid|encode|derive)\w{0,16}\([ \t]{0,4}["'`]$/i;

function isPossible(operator: Operator, name: Name, isQuotedName: boolean): boolean {
  if (operator === 'comma') return isQuotedName ? OPENS_CALL.test(name.before) && !JUDGES.test(name.before) : OPENS_TUPLE.test(name.before) || OPENS_ATOM.test(name.before) || (CONSTANT.test(name.text) && OPENS_SETTER.test(name.before));
  if (operator === 'element') return OPENS_TAG.test(name.before);
  return operator !== 'call' || !isQuotedName;
}

/** Where the value of a name begins that is a field of its own; `at` where there is none. */
function pairedAt(window: string, at: number, namesElement: boolean): number {
  const pair = skipAt(PAIR, window, at);
  if (pair > at && pair - at <= MAX_GAP) return pair;
  return namesElement ? skipAt(ENDS_TAG, window, at) : at;
}

/** Reads what stands between a name and its value. */
export function readOperator(window: string, name: Name): OperatorMatch | null {
  const closer = matchAt(CLOSER, window, name.end);
  const isQuotedName = closer?.[1] !== undefined;
  const closed = name.end + (closer?.[0].length ?? 0);
  const paired = pairedAt(window, closed, isQuotedName && NAMES_ELEMENT.test(name.before));
  if (paired > closed) return { operator: 'pair', end: paired, isSpaced: true, isQuotedName };
  const typed = skipAt(TYPE, window, closed);
  for (const [operator, , pattern] of symbolsAt(window, typed)) {
    const match = matchAt(pattern, window, typed);
    if (match === null) continue;
    if (!isPossible(operator, name, isQuotedName)) return null;
    const end = typed + match[0].length;
    return { operator, end, isSpaced: /\s/.test(match[0].charAt(0)) || /\s/.test(window.charAt(end)), isQuotedName };
  }
  return null;
}
