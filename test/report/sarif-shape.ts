/**
 * The part of SARIF 2.1.0 that the report uses, with what GitHub code scanning demands beyond it, as JSON Schema of our
 * own: nothing else may stand there, and what is demanded must. (The official schema is no npm package that could be
 * depended on.)
 */
const text = { type: 'string', minLength: 1, maxLength: 2_000 };
const exactly = (properties: object, optional: readonly string[] = []): object => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  additionalProperties: false,
});
const message = exactly({ text });
const score = { type: 'string', pattern: '^(?:10\\.0|[0-9]\\.[0-9])$' };
const level = { enum: ['none', 'note', 'warning', 'error'] };
const precision = { enum: ['very-high', 'high', 'medium', 'low'] };
const place = { type: 'integer', minimum: 1 };
const artifactLocation = {
  oneOf: [
    exactly({ uri: { type: 'string', pattern: '^[^/\\\\:?#\\s][^\\\\:?#\\s]*$' }, uriBaseId: { const: '%SRCROOT%' } }),
    exactly({ uri: { type: 'string', pattern: '^file:///[^\\\\:?#\\s]*$' } }),
  ],
};
const region = exactly({ startLine: place, startColumn: place, endLine: place, endColumn: place });
const physicalLocation = exactly({ artifactLocation, region });
const bag = { type: 'object' };

const rule = exactly(
  {
    id: { type: 'string', pattern: '^[a-z0-9-]{1,255}$' },
    shortDescription: message,
    fullDescription: message,
    help: exactly({ text, markdown: text }),
    helpUri: { type: 'string', format: 'uri', pattern: '^https://' },
    defaultConfiguration: exactly({ level }),
    properties: exactly({ tags: { type: 'array', contains: { const: 'security' }, maxItems: 10 }, precision, 'security-severity': score }),
  },
  ['helpUri'],
);

const result = exactly(
  {
    ruleId: { type: 'string' },
    ruleIndex: { type: 'integer', minimum: 0 },
    level,
    message,
    locations: { type: 'array', items: exactly({ physicalLocation }), minItems: 1, maxItems: 1 },
    relatedLocations: { type: 'array', items: exactly({ id: place, physicalLocation, message }), minItems: 1, maxItems: 100 },
    partialFingerprints: exactly({ primaryLocationLineHash: { type: 'string', pattern: '^[0-9a-f]{16}:1$' }, 'stanch/v1': { type: 'string', pattern: '^[0-9a-f]{32}$' } }),
    suppressions: { type: 'array', items: exactly({ kind: { enum: ['inSource', 'external'] }, status: { const: 'accepted' }, justification: text, properties: exactly({ standing: { enum: ['accepted', 'excluded'] }, by: { enum: ['inline', 'baseline', 'config', 'path'] } }) }) },
    properties: bag,
  },
  ['relatedLocations', 'suppressions'],
);

const notification = exactly(
  { level, descriptor: exactly({ id: text }), message, locations: { type: 'array', items: exactly({ physicalLocation: exactly({ artifactLocation }) }) } },
  ['locations'],
);

export const SARIF_SHAPE: object = exactly({
  $schema: { const: 'https://json.schemastore.org/sarif-2.1.0.json' },
  version: { const: '2.1.0' },
  runs: {
    type: 'array',
    minItems: 1,
    maxItems: 1,
    items: exactly({
      tool: exactly({ driver: exactly({ name: { const: 'stanch' }, semanticVersion: text, informationUri: { type: 'string', pattern: '^https://' }, rules: { type: 'array', items: rule } }) }),
      automationDetails: exactly({ id: { type: 'string', pattern: '^stanch/[a-z]+/$' } }),
      columnKind: { const: 'utf16CodeUnits' },
      originalUriBaseIds: exactly({ '%SRCROOT%': exactly({ description: message }) }),
      invocations: { type: 'array', minItems: 1, maxItems: 1, items: exactly({ executionSuccessful: { type: 'boolean' }, toolExecutionNotifications: { type: 'array', items: notification } }) },
      results: { type: 'array', items: result },
      properties: bag,
    }),
  },
});
