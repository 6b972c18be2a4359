import { appendFileSync } from 'node:fs';
import fc from 'fast-check';

/*
 * Set up for every test: properties start from one seed, so that a run of the same tree gives the same answer. New
 * cases are looked for by `npm run test:differential`, `test:lifecycle` and `test:faults`, which draw a seed, print it
 * and give it in STANCH_SEED. Cases are counted where STANCH_CASES names a file.
 */

const seed = Number(process.env['STANCH_SEED'] ?? 20_261_121);
const counted = process.env['STANCH_CASES'];

fc.configureGlobal({
  seed,
  // The reporter takes over from fast-check's own, which throws where a case has failed.
  reporter: (details) => {
    if (details.failed) throw new Error(fc.defaultReportMessage(details));
    if (counted !== undefined) appendFileSync(counted, `${details.numRuns}\n`);
  },
});
