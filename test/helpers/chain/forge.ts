/** A job of a pull request, as its page shows it. */
export interface JobSeen {
  readonly failed: boolean;
  readonly log: string;
}

/** A server that keeps code, issues tokens, runs jobs and keeps their secrets: everything that the whole chain needs. */
export interface Forge {
  /** What it is, for those who read the output of the test. */
  readonly title: string;
  readonly isReal: boolean;
  /** Environment of the operator: addresses and credentials of the issuer and of the place of the new key. */
  readonly env: Readonly<Record<string, string>>;
  /** Where the new key goes, as `--to` takes it. */
  readonly place: string;
  /** The token that will leak. */
  readonly leaked: string;
  /** Brings a file in by a pull request, waits for its job; the number of the pull request, a clone of its branch, and the job. */
  openPull(path: string, content: string): Promise<{ readonly number: number; readonly clone: string; readonly job: JobSeen }>;
  /** The workflow that says which key stands there, as `--prove-by` takes it. */
  readonly workflow: string;
  /** Runs the job that uses the secret; true where the issuer took what it found there. */
  proveByJob(): Promise<boolean>;
  /** Titles and conclusions of the runs of the workflow, the latest first. */
  provingRuns(): Promise<readonly { readonly title: string; readonly conclusion: string }[]>;
  /** Status of the answer that a token gets. */
  statusOf(token: string): Promise<number>;
  /** Values of all tokens that live, where the server lets them be seen; else their number. */
  countTokens(): Promise<number>;
  /** A pull request as `--comment` takes it. */
  request(number: number): string;
  comments(number: number): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Name of the secret that the job reads. */
export const SECRET_NAME = 'DEPLOY_TOKEN';

/** File name of the workflow of `templates/prove.yml`. */
export const PROVE_FILE = 'stanch-prove.yml';
