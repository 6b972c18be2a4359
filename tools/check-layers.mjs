import { cruise } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

/** Checks the arrows between rooms, and that modules were seen at all: an unfit compiler makes the tool see none. */
const MIN_MODULES = 60;
const options = await extractDepcruiseOptions('./.dependency-cruiser.cjs');
const { output } = await cruise(['src'], options, undefined, { tsConfig: extractTSConfig('./tsconfig.json') });
const { summary } = typeof output === 'string' ? JSON.parse(output) : output;

for (const { rule, from, to } of summary.violations) console.error(`${rule.severity}: ${rule.name}: ${from} -> ${to}`);
console.log(`${summary.totalCruised} modules, ${summary.totalDependenciesCruised ?? 0} arrows, ${summary.violations.length} violations`);
if (summary.totalCruised < MIN_MODULES) throw new Error(`only ${summary.totalCruised} modules were seen`);
process.exitCode = summary.error > 0 ? 1 : 0;
