import process from 'node:process';
import { makeHost } from '#bin/host.ts';
import { runHook } from '#hook/run-hook.ts';
import { makeRuleset } from '#ruleset/ruleset.ts';
import { ruleOf } from './rules.ts';

/** The hook's door with one rule of its own (`acme_` and twenty letters or digits), for tests from the sources. */
const host = makeHost();
process.exitCode = await runHook(host.argv, host, {
  version: '0.0.0',
  builtin: () => {
    if (host.env['TEST_BREAK'] === 'rules') throw new Error('a message that could quote acme text');
    return makeRuleset([ruleOf({ id: 'acme-key', anchors: ['acme_'], pattern: 'acme_[0-9a-z]{20}', confidence: 'high' })]);
  },
  settings: () => ({
    confidence: 'high',
    severity: 'info',
    disabled: [],
    severities: {},
    isExcluded: () => false,
    inlineAllow: 'honour',
    ownRules: undefined,
    baseline: '.stanch/baseline.jsonl',
    maxBytes: 1 << 20,
    depth: 1,
  }),
});
