import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lifecycleJsonSchemas } from '#app/lifecycle/schema.ts';
import { makeRespondStage, onlyId, runIdOf, type RespondStage } from '../helpers/respond-stage.ts';

const kept = (name: string): unknown => JSON.parse(readFileSync(new URL(`../../schema/${name}.json`, import.meta.url), 'utf8'));
const validatorOf = (name: string): ValidateFunction => new Ajv2020().compile(kept(name) as object);

describe('what the commands of the lifecycle write as JSON', () => {
  let stage: RespondStage;
  let saved: string;
  let id: string;

  async function check(name: string, args: readonly string[]): Promise<void> {
    const { out } = await stage.run(args);
    const validate = validatorOf(name);
    expect(validate(JSON.parse(out)), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...(JSON.parse(out) as object), stranger: 1 })).toBe(false);
  }

  beforeEach(async () => {
    stage = await makeRespondStage();
    saved = join(stage.state, 'report.json');
    stage.repo.commitFile('leak.env', `KEY=${stage.server.add('production').value}\n`);
    await stage.run(['audit', '--format', 'json', '--output', saved]);
    id = onlyId(readFileSync(saved, 'utf8'));
  });

  afterEach(() => stage.cleanup());

  it.each(lifecycleJsonSchemas())('%s has the schema that is shipped (npm run schemas writes it)', (name, schema) => {
    expect(kept(name)).toEqual(JSON.parse(JSON.stringify(schema)));
  });

  it('holds to its schemas', async () => {
    await check('plan', ['rotate', id, '--report', saved, '--dotenv', 'a.env:K', '--json']);
    await check('plan', ['revoke', id, '--report', saved, '--json']);
    await check('assessment', ['respond', '--report', saved, '--json']);
    await check('history-advice', ['history-advice', '--report', saved, '--json']);
    const ran = await stage.run(['rotate', id, '--report', saved, '--dotenv', 'a.env:K', '--apply', '--yes']);
    await check('receipt', ['receipt', runIdOf(ran), '--json']);
    await check('receipt', ['receipt', runIdOf(ran), '--json', '--expect', 'a'.repeat(64)]);
    await check('assessment', ['respond', '--report', saved, '--json']);
  });
});
