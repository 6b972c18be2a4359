/**
 * What a job is asked about a value, without the value: whether the keyed hash of the secret that it sees is this one. It
 * stands in the journal, and in the run of the job for all who may read that.
 */
export interface Challenge {
  /** The key of the hash: 64 hexadecimal digits. */
  readonly nonce: string;
  /** HMAC-SHA-256 in hexadecimal digits. */
  readonly expected: string;
}

/** A challenge as it goes to the job. */
export interface JobQuestion extends Challenge {
  /** Stands in the title of the run, by which it is found again. */
  readonly id: string;
}

/** The run that a question started. */
export interface JobRun {
  /** `other` says nothing about the secret: cancelled, skipped, out of time. */
  readonly state: 'running' | 'success' | 'failure' | 'other';
  readonly link: string;
}

/** A workflow of the operator that compares a secret with a keyed hash of it (templates/prove.yml). */
export interface ProofJob {
  /** In words, with the place of the workflow. */
  readonly plan: string;
  /** What the operator's key must be allowed to do. */
  readonly needs: string;
  /** @throws StanchError where there is no such workflow that can be started */
  look(): Promise<void>;
  /** Starts a run. @throws IncompleteError also where it may have started */
  start(question: JobQuestion): Promise<void>;
  /** The run of a question; undefined where there is none, or none yet. */
  find(question: Pick<JobQuestion, 'id'>): Promise<JobRun | undefined>;
}
