import type { Confidence } from '#core/severity.ts';
import type { Facts } from '#core/finding.ts';
import type { Rule } from '#ruleset/rule.ts';
import type { CompiledRule } from '../compiled-rule.ts';
import type { FindInWindow } from '../window-match.ts';
import { ANCHORS, HINTS } from './anchors.ts';
import { REACH, type AssignedCandidate } from './candidate.ts';
import { FEATURES, featuresOf } from './features.ts';
import { findAssigned } from './find-assigned.ts';
import { mayBeSecret } from './may-be-secret.ts';
import { ASKED, confidenceOf, judgeFeatures } from './model.ts';
import { readNameWords } from './name-words.ts';

const RULE: Rule = {
  id: 'generic-secret',
  provider: 'generic',
  title: 'Password or secret assigned in the clear',
  kind: 'assigned-secret',
  secrecy: 'secret',
  severity: 'medium',
  confidence: 'medium',
  anchors: ANCHORS,
  pattern: 'found by code, see src/detect/generic',
  ignoreCase: true,
  anchored: false,
  boundary: { left: 'none', right: 'none' },
  reach: REACH,
  textOnly: true,
  prefix: '',
  checks: [],
  hints: HINTS,
  specificity: 10,
  samples: { hit: [], miss: [] },
  references: [],
  help: 'Change it where it is used, keep the new one in a secret store or an ignored file, and read it from the environment.',
  since: '0.1.0',
};

const NO_FACTS: Facts = Object.freeze({});
const LEVELS: readonly Confidence[] = ['high', 'medium', 'low'];

const HASH = FEATURES.indexOf('shape:hash');
/** What is sent in the clear beside what a key has made. */
const PASSING = /nonce|salt|signature|verifier/i;

/** Filled anew for each candidate. */
const measured = new Float64Array(FEATURES.length);

const ESCAPED = /\\u([0-9a-f]{4})/gi;

/** A label in some language: letters beyond ASCII, and no digit. */
const LABEL = /^\D*[\x80-\xff]\D*$/;

/** Text whose letters are written `\\u00fc`, as translations in JSON are, is judged by the letters. Bytes, as everywhere. */
function unescaped(candidate: AssignedCandidate): AssignedCandidate {
  if (!candidate.value.includes('\\u')) return candidate;
  const value = candidate.value.replaceAll(ESCAPED, (_, code: string) => Buffer.from(String.fromCharCode(Number.parseInt(code, 16)), 'utf8').toString('latin1'));
  return value === '' ? candidate : { ...candidate, value };
}

const find: FindInWindow = (window, at) => {
  const candidate = findAssigned(window, at);
  if (candidate === null) return null;
  const name = readNameWords(candidate.name);
  if (!mayBeSecret(candidate, name)) return null;
  const read = unescaped(candidate);
  if (LABEL.test(read.value)) return null;
  const sure = confidenceOf(judgeFeatures(featuresOf(read, { values: measured, name, asked: ASKED })));
  if (sure === null) return null;
  // What a password is stored as opens nothing by itself, and a nonce or a signature only together with the key.
  const confidence = measured[HASH] === 1 ? 'low' : sure === 'high' && name.kind === 'companion' && PASSING.test(candidate.name) ? 'medium' : sure;
  const { start, end } = candidate;
  return { start, end, secretStart: start, secretEnd: end, groups: { confidence } };
};

/**
 * The rule for secrets that have no form of their own: a telling name is assigned a value, and the trees of
 * `model-data.ts` say how likely it is one.
 */
export function genericRule(): CompiledRule {
  return {
    rule: RULE,
    find,
    judge: (_window, { groups }) => ({ confidence: LEVELS.find((level) => level === groups['confidence']) ?? 'low', severity: RULE.severity, facts: NO_FACTS }),
  };
}
