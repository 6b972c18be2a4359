import { describe, expect, it } from 'vitest';
import { ruleOf, scanText } from '../helpers/rules.ts';

const VALUE = 'c0ffee'.repeat(4);
const RULE = ruleOf({ id: 'acme-key', assigned: { names: ['acme'], keys: ['api_key'], value: '[0-9a-f]{24}' } });

/** How languages and formats give a name a value; `V` is the value. */
const FORMS = [
  'ACME_API_KEY=V', 'export ACME_API_KEY="V"', 'set ACME_API_KEY=V', '$env:ACME_API_KEY = "V"', 'acme.api.key: V', '"acme-api-key": "V"',
  'let acme_api_key: &str = "V";', 'val acmeApiKey: String = "V"', 'var acmeAPIKey string = "V"', 'acmeApiKey := "V"', 'NSString *acmeApiKey = @"V";',
  'acme_api_key: str = "V"', "acme_api_key = b'V'", 'acme_api_key = SecretStr("V")', 'String acmeApiKey = new String("V");', 'const char *acme_api_key = "V";',
  "acme['api_key'] = 'V'", 'acme.api_key("V")', "os.environ['ACME_API_KEY'] = 'V'", 'getenv("ACME_API_KEY", "V")', 'ACME_API_KEY ||= "V"', 'acmeApiKey ?? "V"',
  '<acme.apiKey>V</acme.apiKey>', '<add key="AcmeApiKey" value="V"/>', '- name: ACME_API_KEY\n  value: V', '{"name":"ACME_API_KEY","value":"V"}', '-e ACME_API_KEY=V',
  '--set acme.apiKey=V', 'Acme-Api-Key: V', '{\\"acme_api_key\\": \\"V\\"}',
];

describe('a rule of assigned keys', () => {
  it.each(FORMS)('finds the value in %s', (form) => {
    const { detections } = scanText([RULE], `${form.replaceAll('V', VALUE)}\n`);
    expect(detections.filter(({ ruleId }) => ruleId === 'acme-key').map(({ secret }) => secret.reveal())).toEqual([VALUE]);
  });

  it.each(['ACME_CHECKSUM=V', 'OTHER_API_KEY=V', 'acme_api_key = name; sum = "V"', '- name: ACME_API_KEY\n  valueFrom: V', 'acme_api_key: {{ V }}', 'acme_api_key="${V}"'])('leaves %s alone', (form) => {
    const { detections } = scanText([RULE], `${form.replaceAll('V', VALUE)}\n`);
    expect(detections.filter(({ ruleId }) => ruleId === 'acme-key')).toEqual([]);
  });
});
