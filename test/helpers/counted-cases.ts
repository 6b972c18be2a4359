import { appendFileSync } from 'node:fs';
import fc from 'fast-check';

/*
 * Set up by `npm run test:differential`: every property starts from one seed, and the cases that were compared are
 * counted.
 */

const seed = Number(process.env['STANCH_SEED']);
const counted = process.env['STANCH_CASES'];

interface Details {
  readonly failed: boolean;
  readonly numRuns: number;
}

function count({ failed, numRuns }: Details): void {
  if (!failed && counted !== undefined) appendFileSync(counted, `${numRuns}\n`);
}

fc.configureGlobal({
  seed,
  reporter: (details) => {
    count(details);
    if (details.failed) throw new Error(fc.defaultReportMessage(details));
  },
  asyncReporter: async (details) => {
    count(details);
    if (details.failed) throw new Error(await fc.asyncDefaultReportMessage(details));
  },
});
