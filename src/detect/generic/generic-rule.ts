import type { Rule } from '#ruleset/rule.ts';
import type { CompiledRule } from '../compiled-rule.ts';
import type { FindInWindow } from '../window-match.ts';
import { findAssignment, REACH } from './assignment.ts';
import { nameKindOf } from './name-kind.ts';
import { judgeValue } from './value-judgement.ts';

const ANCHORS = ['pass', 'pwd', 'secret', 'token', 'apikey', 'api_key', 'api-key', 'accesskey', 'access_key', 'access-key', 'auth_key', 'authkey', 'privatekey', 'private_key', 'client_key', 'encryption_key', 'signing_key', 'master_key', 'consumer_key', 'consumerkey', 'validationkey', 'credential'];

const RULE: Rule = {
  id: 'generic-secret',
  provider: 'generic',
  title: 'Password or secret assigned in the clear',
  kind: 'assigned-secret',
  secrecy: 'secret',
  severity: 'medium',
  confidence: 'medium',
  anchors: ANCHORS,
  pattern: 'secret',
  ignoreCase: true,
  anchored: false,
  boundary: { left: 'none', right: 'none' },
  reach: REACH,
  textOnly: true,
  prefix: '',
  checks: [],
  specificity: 10,
  samples: { hit: [], miss: [] },
  references: [],
  help: 'Change it where it is used, keep the new one in a secret store or an ignored file, and read it from the environment.',
  since: '0.1.0',
};

const find: FindInWindow = (window, at) => {
  const assignment = findAssignment(window, at);
  if (assignment === null) return null;
  const kind = nameKindOf(assignment.name);
  if (kind === 'none') return null;
  const confidence = judgeValue(assignment, window.slice(assignment.start, assignment.end), kind);
  if (confidence === null) return null;
  const { start, end } = assignment;
  return { start, end, secretStart: start, secretEnd: end, groups: { confidence, kind } };
};

/** The rule for secrets that have no form of their own: a telling name is assigned a value that looks like no word. */
export function genericRule(): CompiledRule {
  return {
    rule: RULE,
    find,
    judge: (_window, match) => ({ confidence: match.groups['confidence'] === 'high' ? 'high' : match.groups['confidence'] === 'medium' ? 'medium' : 'low', severity: 'medium', facts: {} }),
  };
}
