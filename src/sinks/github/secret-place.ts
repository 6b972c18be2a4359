import { UsageError } from '#core/errors.ts';
import { pathOf } from '../api.ts';

/** Which programs are given the secret. */
export type Reader = 'actions' | 'dependabot' | 'codespaces';

/** A place of secrets: its path in the API, and words for it. */
export interface SecretPlace {
  readonly root: string;
  readonly words: string;
  /** Secrets of organisations name who may see them. */
  readonly hasVisibility: boolean;
  /** The page where a person looks at it, behind the address of the web site. */
  readonly page: string;
}

const PART = /^[\w.-]{1,100}$/;
const NAME = /^[A-Z_][A-Z0-9_]*$/i;

function partsOf(place: string, count: number, grammar: string): readonly string[] {
  const parts = place.split('/');
  if (parts.length !== count || parts.some((part) => !PART.test(part))) throw new UsageError(`that is no place of secrets: ${grammar} is expected`);
  return parts;
}

/** @throws UsageError unless GitHub takes the name (https://docs.github.com/actions/reference/secrets-reference) */
export function checkSecretName(name: string): void {
  if (!NAME.test(name)) throw new UsageError('a secret of GitHub has letters, digits and _ in its name and no digit in front');
  if (/^GITHUB_/i.test(name)) throw new UsageError('GitHub keeps names that begin with GITHUB_ for itself');
}

/** Secrets of a repository. @param place `OWNER/REPO` */
export function repositoryPlace(place: string, reader: Reader): SecretPlace {
  const parts = partsOf(place, 2, 'OWNER/REPO');
  return { root: `/repos/${pathOf(parts)}/${reader}/secrets`, words: `repository ${place}`, hasVisibility: false, page: `${pathOf(parts)}/settings/secrets/${reader}` };
}

/** Secrets of an environment. @param place `OWNER/REPO/ENVIRONMENT`; names of environments may hold slashes */
export function environmentPlace(place: string): SecretPlace {
  const [owner = '', repository = '', ...rest] = place.split('/');
  const environment = rest.join('/');
  partsOf(`${owner}/${repository}`, 2, 'OWNER/REPO/ENVIRONMENT');
  if (environment === '') throw new UsageError('the name of an environment is expected: OWNER/REPO/ENVIRONMENT');
  return {
    root: `/repos/${pathOf([owner, repository])}/environments/${pathOf([environment])}/secrets`,
    words: `environment ${environment} of ${owner}/${repository}`,
    hasVisibility: false,
    page: `${pathOf([owner, repository])}/settings/environments`,
  };
}

/** Secrets of an organisation. @param place `ORGANISATION` */
export function organisationPlace(place: string, reader: Reader): SecretPlace {
  const parts = partsOf(place, 1, 'ORGANISATION');
  return { root: `/orgs/${pathOf(parts)}/${reader}/secrets`, words: `organisation ${place}`, hasVisibility: true, page: `organizations/${pathOf(parts)}/settings/secrets/${reader}` };
}
