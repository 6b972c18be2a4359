import { appendFileSync } from 'node:fs';
import fc from 'fast-check';

/*
 * Set up by `npm run test:differential`: every property starts from one seed, and the cases that were compared are
 * counted.
 */

const seed = Number(process.env['STANCH_SEED']);
const counted = process.env['STANCH_CASES'];

fc.configureGlobal({
  seed,
  // The reporter takes over from fast-check's own, which throws where a case has failed.
  reporter: (details) => {
    if (details.failed) throw new Error(fc.defaultReportMessage(details));
    if (counted !== undefined) appendFileSync(counted, `${details.numRuns}\n`);
  },
});
