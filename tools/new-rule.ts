import { existsSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { UsageError } from '#core/errors.ts';
import { scaffoldRule, type KeyFacts } from './new-rule/scaffold.ts';

/*
 * `npm run new:rule -- <provider> [--prefix acme_] [--length 32] [--alphabet base62] [--kind api-key] [--name Acme]
 * [--reference https://…]` writes `rules/<provider>.yml` with samples as templates, and says what comes next.
 */

function factsOf(args: readonly string[]): KeyFacts {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      prefix: { type: 'string' },
      length: { type: 'string', default: '32' },
      alphabet: { type: 'string', default: 'base62' },
      kind: { type: 'string', default: 'api-key' },
      name: { type: 'string' },
      reference: { type: 'string' },
    },
  });
  const [provider, ...more] = positionals;
  if (provider === undefined || more.length > 0) throw new UsageError('name one provider', 'npm run new:rule -- acme --prefix acme_');
  return { ...values, provider, length: Number(values.length) };
}

function nextSteps(provider: string, id: string): string {
  return [
    'Next:',
    `  1. Put the vendor's own page on the format into references, and set what it says: length, alphabet, checksum.`,
    `  2. npm run test:rules -- -t ${id}`,
    `  3. npx tsx tools/check-redos.ts     (asks about new patterns only)`,
    '  4. npm run docs:rules',
    `  5. Commit rules/${provider}.yml together with docs/rules.`,
  ].join('\n');
}

function main(): number {
  try {
    const facts = factsOf(process.argv.slice(2));
    const path = `rules/${facts.provider}.yml`;
    const id = `${facts.provider}-${facts.kind}`;
    if (existsSync(path)) {
      console.log(`${path} is there already. Add this to its rules:\n\n${scaffoldRule(facts, 'entry')}\n${nextSteps(facts.provider, id)}`);
      return 0;
    }
    writeFileSync(path, scaffoldRule(facts), { flag: 'wx' });
    console.log(`wrote ${path}\n${nextSteps(facts.provider, id)}`);
    return 0;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    console.error(error.message);
    if (error instanceof UsageError && error.hint !== undefined) console.error(`  ${error.hint}`);
    return 2;
  }
}

process.exitCode = main();
