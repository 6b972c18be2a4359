import { proofJob, readJobPlace } from '../forge-job.ts';
import type { ProofJob } from '../proof-job.ts';
import type { SinkKind, SinkTarget, SinkWorld } from '../sink-kind.ts';
import { environmentPlace, organisationPlace, repositoryPlace, type Reader, type SecretPlace } from './secret-place.ts';
import { GITHUB_KEYS, GITHUB_URLS, githubSink, openGitHub } from './secret-sink.ts';

const NOTES = [
  'The value is sealed with libsodium’s sealed box for the public key of exactly this place.',
  'GitHub never gives a value back: the time of change is checked. A job that you name by --prove-by says whether it has the new key, where jobs see the place; else you confirm that before the old one ends.',
  'Jobs that run already keep the old value.',
] as const;

interface Row {
  readonly id: string;
  readonly title: string;
  readonly grammar: string;
  readonly example: string;
  readonly right: string;
  readonly notes?: readonly string[];
  readonly at: (place: string) => SecretPlace;
  /** True where a workflow that is started by hand sees the secret. */
  readonly hasJobs?: boolean;
}

const ORGANISATION = ['The secret has to be there: who may see it stays as it is, to the list of selected repositories.'] as const;
const repository = (reader: Reader) => (place: string): SecretPlace => repositoryPlace(place, reader);
const organisation = (reader: Reader) => (place: string): SecretPlace => organisationPlace(place, reader);

const ROWS: readonly Row[] = [
  { id: 'github-actions', title: 'GitHub Actions', grammar: 'OWNER/REPO#NAME', example: 'acme/shop#API_KEY', right: 'secrets: write', at: repository('actions'), hasJobs: true, notes: ['Runs that Dependabot starts do not see it: deliver to github-dependabot as well.'] },
  { id: 'github-environment', title: 'GitHub environment', grammar: 'OWNER/REPO/ENVIRONMENT#NAME', example: 'acme/shop/production#API_KEY', right: 'environments: write', at: environmentPlace, hasJobs: true, notes: ['The workflow of --prove-by has to name the environment.'] },
  { id: 'github-dependabot', title: 'GitHub Dependabot', grammar: 'OWNER/REPO#NAME', example: 'acme/shop#API_KEY', right: 'Dependabot secrets: write', at: repository('dependabot') },
  { id: 'github-codespaces', title: 'GitHub Codespaces', grammar: 'OWNER/REPO#NAME', example: 'acme/shop#API_KEY', right: 'Codespaces secrets: write', at: repository('codespaces') },
  { id: 'github-organisation', title: 'GitHub Actions of an organisation', grammar: 'ORGANISATION#NAME', example: 'acme#API_KEY', right: 'organisation secrets: write', at: organisation('actions'), hasJobs: true, notes: ORGANISATION },
  { id: 'github-organisation-dependabot', title: 'GitHub Dependabot of an organisation', grammar: 'ORGANISATION#NAME', example: 'acme#API_KEY', right: 'organisation Dependabot secrets: write', at: organisation('dependabot'), notes: ORGANISATION },
];

/** A workflow of the repository of the place, unless another one is named. */
function githubJob(text: string, { place, name }: SinkTarget, world: SinkWorld): ProofJob {
  const parts = place.split('/');
  const own = parts.length === 1 ? undefined : parts.slice(0, 2).join('/');
  return proofJob({ api: openGitHub(world), prefix: '', size: 'per_page', needs: 'actions: write' }, readJobPlace(text, own), name);
}

/** Every place of GitHub where secrets stand. */
export const GITHUB_KINDS: readonly SinkKind[] = ROWS.map(({ at, right, notes, hasJobs, ...row }) => ({
  ...row,
  isReadable: false,
  tried: 'a local server that opens the boxes with libsodium; every exchange checked by GitHub’s own description of its API',
  variables: [
    { names: GITHUB_KEYS, doc: `your token, with ${right}` },
    { names: GITHUB_URLS, doc: 'the address of the API, for GitHub Enterprise Server' },
  ],
  notes: [...NOTES, ...(notes ?? [])],
  open: ({ place, name }, world) => githubSink(at(place), name, world),
  ...(hasJobs === true ? { openJob: githubJob } : {}),
}));
