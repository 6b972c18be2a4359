import type { AssignedSpec } from './schema.ts';

/** Between a vendor word and the operator: the rest of the name, e.g. `_PROD_`. */
const NAME_REST = String.raw`[\w.\- \[\]'"]{0,24}`;
/** A type between the name and its operator: `token string = "`, `token: &str = "`, `token[] = "`. */
const TYPE = String.raw`(?::\s{0,2})?(?:&(?:'static )?)?(?:[Ss]tring|str|\[\]byte)?[?!]?(?:\[\])?\s{0,4}`;
/** Lists of names and values: `name: X`, `value: Y` of Kubernetes and ECS, `key="X" value="Y"` of .NET. */
const VALUE_MEMBER = String.raw`,?\s{0,24}["']?[Vv]alue["']?\s{0,2}[:=]`;
/** What may stand before the quotes of a value: a call, `SecretStr("`, or a letter that says what kind of string it is, `b"`. */
const WRAPPER = String.raw`(?:(?:new )?[A-Za-z_.]{1,24}\(["'\x60\s]{1,4}|[brBR]{1,2}["'])?`;
/** Closing quote or bracket of the name, an operator, opening quotes: `"]: "`, ` = '`, `=>"`, `("`. */
const OPERATOR = String.raw`["'\]\\]{0,3}\s{0,6}(?:${TYPE}=|${VALUE_MEMBER}|=>|:=|\|\||\?\?|[?.+]?={1,3}|:{1,3}|>|,|\()[\s"'\x60=(>{\\@]{0,6}${WRAPPER}(?:(?:[Bb]earer|[Tt]oken|[Bb]asic) )?`;
/** The same where other text may stand between name and key: a run of space is enough. */
const LOOSE_OPERATOR = String.raw`[\s"'\x60=:>(){\[\],|?.+\\<-]{1,24}(?:(?:[Bb]earer|[Tt]oken|[Bb]asic|[Ss]tring) ?["'\x60:=>]{0,3} ?)?`;
const SEPARATOR = String.raw`[\-_. ]?`;
const MIN_ANCHOR = 3;

/** `Api-Key` → `[aA][pP][iI][-_. ]?[kK]…`: the pattern stays case-sensitive for the value only. */
function foldedPattern(words: string): string {
  return [...words]
    .map((character) => {
      if (/[-_. ]/.test(character)) return SEPARATOR;
      const lower = character.toLowerCase();
      const upper = character.toUpperCase();
      return lower === upper ? character.replace(/[$()*+?[\]^{|}\\]/, String.raw`\$&`) : `[${lower}${upper}]`;
    })
    .join('');
}

function alternatives(words: readonly string[]): string {
  return `(?:${words.map(foldedPattern).join('|')})`;
}

/** Spellings under which a name can stand as an anchor: `api_key` → api_key, api-key, apikey, `api key`, api.key. */
function spellings(name: string): string[] {
  const parts = name.toLowerCase().split(/[-_. ]/);
  return parts.length === 1 ? [name.toLowerCase()] : ['_', '-', '', '.', ' '].map((separator) => parts.join(separator));
}

/** Names of two letters are no anchors by themselves; joined with the first word of each key they are. */
function anchorsOf(spec: AssignedSpec): string[] {
  const anchors = new Set<string>();
  for (const name of spec.names) {
    const parts = name.length >= MIN_ANCHOR ? [name] : (spec.keys ?? []).map((key) => `${name}_${key}`);
    for (const part of parts) for (const spelling of spellings(part)) anchors.add(spelling);
  }
  return [...anchors];
}

/** Vendor word, up to `within` characters of anything, a word for keys, at most a line end and signs, the value. */
function loosePattern(spec: AssignedSpec, within: number): string {
  const keys = spec.keys === undefined || spec.keys.length === 0 ? '' : `${alternatives(spec.keys)}[\\w]{0,12}`;
  return `${alternatives(spec.names)}[^\\x00]{0,${within}}?${keys}${LOOSE_OPERATOR}(?<secret>${spec.value})`;
}

/**
 * Expands a contextual rule to anchors and a bounded pattern that starts at the anchor.
 * `{names: [datadog], keys: [api_key], value: '[0-9a-f]{32}'}` matches `DATADOG_API_KEY = "…"`, `"datadog-apiKey": "…"` and the like.
 */
export function expandAssigned(spec: AssignedSpec): { anchors: string[]; pattern: string } {
  if (spec.within !== undefined) return { anchors: anchorsOf(spec), pattern: loosePattern(spec, spec.within) };
  const keys = spec.keys === undefined || spec.keys.length === 0 ? '' : `${alternatives(spec.keys)}[\\w]{0,16}`;
  return {
    anchors: anchorsOf(spec),
    pattern: `${alternatives(spec.names)}${NAME_REST}${keys}${OPERATOR}(?<secret>${spec.value})`,
  };
}
