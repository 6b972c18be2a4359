// A long random value under a vendor's name, for vendors without a published format and for keys that do not look as published.
const VALUE = String.raw`[0-9a-z][\w.+/=-]{11,999}`;
const KEYS = '(?:key|token|secret|access|auth|pass|pwd|credential|private|pat|api|client|account|license|user|[-_. ]id)';
const SIGNS = String.raw`(?:[\s"'\x60=:>(){\[\],|?+\\<-]|\.=){1,24}(?:(?:bearer|token|basic|string) ?["'\x60:=>]{0,3} ?["'\x60]?)?`;
/** The name alone, and an operator or a space. */
const ALONE = String.raw`["']?(?:\s{0,3}[:=]{1,2}\s{0,3}|\s{1,2})["'\x60]?`;
/** Names that are common words: only a name joined with a word for keys speaks of the vendor. */
const COMMON = new Set('make matrix semaphore temporal gemini cfx github gitlab google gcp_ facebook aws azure twitter youtube discord docker telegram paypal linkedin bitbucket vscode jenkins sonarqube wordpress adobe apollo artsy asana atera autopilot baseten beamer box brave brex calendar canny chatbot close clockwork coda column commodities copper cortex courier currents cursor daily debounce demio deputy ditto drip duo duffel enigma envoy eraser etsy extractor fibery flat flight float fly fountain friendli front frontapp fulcrum gamma gandi geocode gist guardian happi harvest here heroku hive holiday holistic human hume hunter impala infura instantly jina juro kagi kairos lambda lark letta line linear liquid lob location loggly looker loops luma luno magic make manifest mention mercury miro mite modal moderation mux nebius neon news nimble northflank notion nylas okta okx onyx orbit packet pangea parsers particle persona pinata pinecone podio polar polygon postbacks pulumi quip ramp raven rawg refiner refresh render replicate resend retool riot roaring robinhood runway scale scraper seam segment sentiment sentry shippo shortcut signable sinch sirv split spot square stability stack statsig streak stream strive surge swell tableau tavus tenor tines together travis trello turso twist twitch uber unify unleash unplugg upwave vapi vault vercel verifier vimeo visible void voyage weather webflow wise wistia wiz workday wrike xero yelp zoom'.split(' '));

const separated = (name) => name.split(/[_\-. ]/).join('[-_ ]?');
/** `api_key` may also be written api-key, apikey, `api key`. */
const spellings = (name) => (/[_\-. ]/.test(name) ? ['_', '-', '', ' '].map((sign) => name.split(/[_\-. ]/).join(sign)) : [name]);

/** Names this short stand inside too many words to be anchors alone. */
const SHORT = 4;
const KEY_LIST = ['key', 'token', 'secret', 'api'];
const SEPARATORS = ['_', '-', '.', ' ', ',', '\n'];
const isShort = (name) => name.replaceAll(/[_\-. ]/g, '').length <= SHORT;

/** Anchors of a name: its spellings, or, where it is short, those with a separator or a word for keys behind it. */
function anchorsOf(name) {
  if (!isShort(name)) return spellings(name);
  const plain = name.replaceAll(/[_\-. ]/g, '');
  return [...SEPARATORS.map((sign) => plain + sign), ...KEY_LIST.map((word) => plain + word)];
}

/** A name up to the sign before its key. */
function keyedName(name, between) {
  const rest = `${KEYS}\\w{0,12}${SIGNS}`;
  if (!isShort(name)) return `${separated(name)}${between}${rest}`;
  return `${name.replaceAll(/[_\-. ]/g, '')}(?:[-_. ,\\n]${between}${rest}|(?:${KEY_LIST.join('|')})\\w{0,12}${SIGNS})`;
}

/** The rule of last resort for a vendor. */
export function namedRule(provider, name, words, prefixes = []) {
  const names = [...new Set(words.map((word) => word.toLowerCase()))].filter((word) => word.length >= 3).slice(0, 5);
  const isCommon = names.some((word) => COMMON.has(word) || word.length <= 3);
  const between = isCommon ? String.raw`[\w.,$\-\s]{0,16}?` : String.raw`[^\x00]{0,40}?`;
  const long = names.filter((word) => !isShort(word));
  const shapes = names.map((word) => keyedName(word, between));
  if (!isCommon) shapes.push(...long.map((word) => `${separated(word)}${ALONE}`));
  const first = names[0].toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');
  return {
    id: `${provider}-named-key`,
    title: `Key named after ${name}`.slice(0, 119),
    kind: 'api-key',
    secrecy: 'secret',
    severity: 'medium',
    confidence: 'medium',
    anchors: [...new Set(names.flatMap(anchorsOf))],
    pattern: `(?:${shapes.join('|')})(?<secret>${VALUE})`,
    ignoreCase: true,
    boundary: { left: 'word', right: 'token' },
    textOnly: true,
    specificity: 25,
    checks: [{ 'starts-word': names }, { 'not-id-name': 'doubt' }, 'placeholder', { entropy: { min: 3 } }, { distinct: 8 }, { alphabet: ['digit', 'letter'] }, { words: 0.4 }, 'adjacent', ...(prefixes.length === 0 ? [] : [{ 'not-prefix': prefixes }])],
    samples: { hit: [`${first}_KEY = "{{base62:32}}"\n`], miss: [`checksum = "{{base62:32}}"\n`, `${first}_KEY = "getKeyFromConfigStore"\n`, `X${first}_KEY = "{{base62:32}}"\n`] },
    references: [`${name}: the format is not published, or the key is not of it`],
  };
}

/** Lines `slug|Name|word,word`; the last two may be absent. `taken` are providers with rules of their own. */
export function vendorRules(text, taken) {
  const lines = text.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  const seen = new Set();
  return lines.flatMap((line) => {
    const [slug, name = slug, words = slug.replaceAll('-', '_')] = line.split('|').map((part) => part || undefined);
    if (taken.has(slug) || seen.has(slug)) {
      console.log(`vendor twice: ${slug}`);
      return [];
    }
    seen.add(slug);
    return [{ provider: slug, rule: namedRule(slug, name, words.split(',')) }];
  });
}

/** No vendor: these stand for protocols, systems and shapes. */
const NO_VENDOR = new Set('url http jdbc odbc git unix apache windows dotnet password-hash smtp sql netrc curl ssh ftp smb ldap kerberos mqtt imap nats kafka trino jwt webhook private-key age minisign vnc linux cisco maven gradle bundler generic pub flask rails django php laravel symfony nextauth phoenix redis mysql postgres mongodb mssql oracle-db bitcoin ethereum solana stellar nostr sui composer nuget npm docker'.split(' '));

/**
 * Rules of last resort for providers that have formats: their names, and how their keys begin.
 * `aliases` are further names; `exact` are providers that publish the form of all their keys, and need none: what has another form is a secret at most, and none of theirs.
 */
export function fallbackRules(providers, display, { aliases, exact }) {
  return [...providers]
    .filter(([provider]) => !NO_VENDOR.has(provider) && !exact.includes(provider))
    .map(([provider, { names, prefixes }]) => {
      const slug = provider.replaceAll('-', '_');
      const start = slug.split('_')[0];
      const own = names.filter((name) => start.length >= 4 && name.startsWith(start));
      return { provider, prefixes, words: [...(aliases[provider] ?? [slug]), ...own] };
    })
    .filter(({ words }) => words.some((word) => word.length >= 3))
    .map(({ provider, words, prefixes }) => ({ provider, rule: namedRule(provider, display(provider), words, prefixes) }));
}
