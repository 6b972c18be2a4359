/** What a provider tells about the rights of the operator's key. */
export interface Rights {
  /** In words, e.g. `scopes api read_user`. */
  readonly told: string;
  /** What the steps need and the key has not. */
  readonly missing: readonly string[];
  /** What the key may do beyond that, as far as it is worth a narrower key. */
  readonly excess: readonly string[];
}

/** What is needed: each row by its first name, met by any of its names; and what else a key may have and be narrow still. */
export interface NeededScopes {
  readonly needs: readonly (readonly string[])[];
  readonly harmless: readonly string[];
}

/** Most names that are said of a key that has many. */
const MOST_NAMED = 8;

/** Scopes are words of the provider: what is not one is left out. */
export function rightsOf(scopes: readonly unknown[], { needs, harmless }: NeededScopes): Rights {
  const own = scopes.filter((scope): scope is string => typeof scope === 'string' && /^[\w.:/-]{1,80}$/.test(scope));
  const fine = new Set([...harmless, ...needs.flat()]);
  const missing = needs.flatMap((names) => (names.some((name) => own.includes(name)) ? [] : names.slice(0, 1)));
  return { told: `scopes ${own.length === 0 ? 'none' : short(own).join(' ')}`, missing, excess: short(own.filter((scope) => !fine.has(scope))) };
}

function short(names: readonly string[]): readonly string[] {
  return names.length <= MOST_NAMED ? names : [...names.slice(0, MOST_NAMED), `and ${names.length - MOST_NAMED} more`];
}
