// Fields that drafts of all kinds share: severity, confidence, checks, references, lifecycle.
const CRITICAL = /private-key|service-account|root|admin|secret-access-key|account-key|access-key$|connection-string|url-credential/;
const MEDIUM = /webhook-url|ingest|client-token|sdk-key|password-hash|signed-url|csrf|feed|registration|session|access-key-id|access-id|url$/;
const PACKAGE_HOSTS = /npmjs|pypi\.org|crates\.io|rubygems\.org|registry|packagist|hub\.docker|nuget\.org|hex\.pm|clojars\.org|maven/;

const severityOf = (entry) => {
  if (entry.secrecy === 'public-id' || entry.kind === 'ciphertext') return 'info';
  if (/test|sandbox/.test(entry.id)) return 'low';
  if (CRITICAL.test(entry.kind)) return 'critical';
  return MEDIUM.test(entry.kind) ? 'medium' : 'high';
};

const isFromMemory = (entry) => entry.sources.length === 1 && entry.sources[0] === 'memory';

function confidenceOf(entry, isDistinct) {
  if (entry.confidence === 'low' || isFromMemory(entry)) return 'low';
  // What a password is stored as, alone, opens nothing.
  if (entry.provider === 'password-hash') return 'low';
  if (entry.specificity === 'contextual' || entry.kind === 'password-hash') return 'medium';
  return entry.confidence === 'high' || isDistinct ? 'high' : 'medium';
}

const clean = (text) => String(text).replaceAll(/\s+/g, ' ').trim();

function lifecycleOf(entry) {
  const { verify, revoke, rotate } = entry.lifecycle;
  const known = Object.entries({ verify, revoke, rotate }).filter(([, value]) => value !== undefined && value !== 'unknown');
  return known.length === 0 ? undefined : Object.fromEntries(known.map(([name, value]) => [name, clean(value)]));
}

export function referencesOf(entry) {
  const all = [...(entry.confirm_at ?? []), ...entry.sources].map(clean);
  const links = all.filter((text) => /^https:\/\//.test(text) && !PACKAGE_HOSTS.test(text));
  const named = all.filter((text) => !text.includes('://') && text.length > 12 && !PACKAGE_HOSTS.test(text) && !/memory|providers\.md|issue|pull|public code/.test(text));
  return links.length > 0 ? [...new Set(links)] : named.length > 0 ? [...new Set(named)] : [`vendor documentation of ${entry.provider}`];
}

export function checksumOf(entry) {
  const { method, seed } = entry.checksum ?? {};
  if (method === undefined || method === 'none') return [];
  if (method === 'aws-account') return ['aws-account'];
  return [{ checksum: method === 'marvin' ? { marvin: seed } : method }];
}

function neverOf(entry) {
  const values = (entry.never ?? []).flatMap((item) => {
    if (typeof item === 'object' && item !== null) return (item.sha256_16 ?? []).map((hash) => `sha256:${String(hash).padStart(16, '0')}`);
    return /^[\w.-]{6,40}$/.test(item) ? [item] : [];
  });
  return values.length === 0 ? [] : [{ never: values }];
}

const without = (object) => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

/** What every draft holds; shape, checks and samples are the caller's. */
export function fieldsOf(entry, { isDistinct = false, checks, samples, shape, secrecy }) {
  return without({
    title: clean(entry.name).slice(0, 119),
    kind: entry.kind,
    secrecy: secrecy ?? entry.secrecy,
    severity: severityOf(entry),
    confidence: confidenceOf(entry, isDistinct),
    ...shape,
    checks: [...neverOf(entry), ...checks],
    samples,
    references: referencesOf(entry),
    lifecycle: lifecycleOf(entry),
  });
}
