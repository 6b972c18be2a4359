/** What a file is by its name. `example` files are meant to be shared. */
export type NameKind =
  | { readonly kind: 'env' }
  | { readonly kind: 'example' }
  /** `proof`: the name alone is not enough, the content must match. */
  | { readonly kind: 'credential'; readonly what: string; readonly proof?: RegExp };

const EXAMPLE = /^(?:\.env(?:\.[\w-]+)*\.|.+\.env\.|\.env[-_]|\.envrc\.)(?:example|sample|template|tmpl|dist|schema|defaults?|ci-example)$|^(?:example|sample|template)\.env$|^\.env\.(?:example|sample|template|dist|schema)\.[\w-]+$/i;
const ENV = /^\.env(?:\.[^/]+)?$|^\.envrc$|^[^/]*\.env$/i;
/** Endings that make a file of this name code or text about dotenv files, e.g. `.env.d.ts`. */
const NOT_ENV = /\.(?:[cm]?[jt]sx?|d\.ts|md|py|rb|go|rs|vault)$/i;

const PRIVATE_KEY = /-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY/;

interface CredentialName {
  readonly what: string;
  /** Tested on the path with a leading slash. */
  readonly path: RegExp;
  readonly proof?: RegExp;
}

/** Files that exist to hold a credential. Names with an innocent use too are proved by their content. */
const CREDENTIALS: readonly CredentialName[] = [
  { what: 'npm token file', path: /\/\.npmrc$/, proof: /_authToken\s*=\s*(?!\$\{)\S|_(?:password|auth)\s*=\s*(?!\$\{)\S/ },
  { what: 'Yarn token file', path: /\/\.yarnrc\.yml$/, proof: /npmAuth(?:Token|Ident)\s*:\s*["']?(?!\$\{)[\w-]/ },
  { what: 'PyPI password file', path: /\/\.pypirc$/, proof: /^\s*password\s*[=:]\s*\S/m },
  { what: 'netrc password file', path: /\/[._]netrc$/, proof: /\bpassword\s+\S/ },
  { what: 'git password store', path: /\/\.git-credentials$/ },
  { what: 'SSH private key', path: /\/id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?$/ },
  { what: 'Rails master key', path: /\/config\/(?:master|credentials\/\w+)\.key$/ },
  { what: 'private key', path: /\.(?:pem|key|p8)$/i, proof: PRIVATE_KEY },
  { what: 'key store', path: /\.(?:p12|pfx|jks|keystore|ppk|kdbx)$/i },
  { what: 'cloud credentials', path: /\/(?:credentials|service[-_]?account[\w-]*|client_secrets?[\w.-]*)\.json$/i, proof: /"(?:private_key|client_secret|refresh_token|secretAccessKey)"\s*:\s*"[^"]/ },
  { what: 'AWS credentials', path: /\/\.aws\/credentials$/ },
  { what: 'AWS access key list', path: /\/(?:\w+_)?accessKeys\.csv$/ },
  { what: 'Google Cloud credentials', path: /\/application_default_credentials\.json$/ },
  { what: 'Docker login', path: /\/\.docker\/config\.json$|\/\.dockercfg$/, proof: /"auth"\s*:\s*"[^"]/ },
  { what: 'Kubernetes credentials', path: /\/\.kube\/config$|\/kubeconfig$|\.kubeconfig$|\/kubeconfig\.ya?ml$/i, proof: /(?:client-key-data|token|password)\s*:\s*\S/ },
  { what: 'Terraform state', path: /\.tfstate(?:\.backup)?$/ },
  { what: 'Terraform variables', path: /\.tfvars(?:\.json)?$/, proof: /"?\w*(?:password|secret|token|private_key|api_key|access_key)\w*"?\s*[=:]\s*"[^"$]/i },
  { what: 'Terraform Cloud token file', path: /\/\.terraformrc$|\/terraform\.rc$|\/credentials\.tfrc\.json$/, proof: /"?token"?\s*[=:]\s*"[^"]/ },
  { what: 'PostgreSQL password file', path: /\/\.pgpass$/ },
  { what: 'MySQL password file', path: /\/\.my(?:login)?\.cnf$/, proof: /^\s*password\s*=\s*\S/m },
  { what: 'htpasswd file', path: /\/\.htpasswd$/ },
  { what: 'Vault token', path: /\/\.vault-token$/ },
  { what: 'Cargo token file', path: /\/\.cargo\/credentials(?:\.toml)?$/ },
  { what: 'RubyGems token file', path: /\/\.gem\/credentials$/ },
  { what: 'GitHub CLI login', path: /\/gh\/hosts\.yml$/ },
];

/** What the file at `path` is by its name; undefined for an ordinary file. */
export function nameKindOf(path: string): NameKind | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (EXAMPLE.test(name)) return { kind: 'example' };
  if (ENV.test(name) && !NOT_ENV.test(name)) return { kind: 'env' };
  const found = CREDENTIALS.find((entry) => entry.path.test(`/${path}`));
  if (found === undefined || /\.(?:example|sample|template|dist)$/i.test(name)) return undefined;
  return { kind: 'credential', what: found.what, ...(found.proof === undefined ? {} : { proof: found.proof }) };
}

/** True for files whose first bytes the judgement needs. */
export function needsText(path: string): boolean {
  const kind = nameKindOf(path);
  return kind?.kind === 'example' || (kind?.kind === 'credential' && kind.proof !== undefined);
}
