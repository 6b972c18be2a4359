/**
 * The parts of GitLab's secret detection report (schema 15.2.1, draft-07) and of its Code Quality report that stanch
 * writes, with what GitLab demands of them, as JSON Schema of our own.
 */
const exactly = (properties: object, optional: readonly string[] = []): object => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  additionalProperties: false,
});
const text = { type: 'string', minLength: 1 };
const time = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}$' };
const url = { type: 'string', pattern: '^(?:https?|ftp)://.+' };
const line = { type: 'integer', minimum: 1 };
const scanner = exactly({ id: text, name: { ...text, maxLength: 255 }, url, version: text, vendor: exactly({ name: text }) });

const vulnerability = exactly({
  id: { type: 'string', pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$' },
  name: { ...text, maxLength: 255 },
  description: { ...text, maxLength: 1_048_576 },
  severity: { enum: ['Info', 'Unknown', 'Low', 'Medium', 'High', 'Critical'] },
  solution: { ...text, maxLength: 7_000 },
  identifiers: { type: 'array', minItems: 1, maxItems: 20, items: exactly({ type: text, name: text, value: text }) },
  links: { type: 'array', items: exactly({ url }) },
  location: exactly({ file: text, start_line: line, end_line: line, commit: exactly({ sha: text }) }, ['start_line', 'end_line']),
});

export const GITLAB_SHAPE: object = exactly({
  version: { type: 'string', pattern: '^15\\.[0-9]+\\.[0-9]+$' },
  scan: exactly({
    analyzer: scanner,
    scanner,
    type: { const: 'secret_detection' },
    start_time: time,
    end_time: time,
    status: { enum: ['success', 'failure'] },
    messages: { type: 'array', items: exactly({ level: { enum: ['info', 'warn', 'fatal'] }, value: text }) },
  }),
  vulnerabilities: { type: 'array', items: vulnerability },
});

export const CODE_QUALITY_SHAPE: object = {
  type: 'array',
  items: exactly({
    description: text,
    check_name: text,
    fingerprint: { type: 'string', pattern: '^[0-9a-f]{32}$' },
    severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
    location: exactly({ path: { ...text, pattern: '^(?!\\./)' }, lines: exactly({ begin: line }) }),
  }),
};
