import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from 'vitest';
import { readRules } from '../../tools/read-rules.ts';
import { makeRespondStage, onlyId, type Ran } from './respond-stage.ts';

/** A password of a real server, and how programs read it. */
interface FoundPassword {
  readonly provider: string;
  readonly env: Readonly<Record<string, string>>;
  /** What stands in the file, beside a host that must not be asked. */
  readonly textAt: (host: string) => string;
  /** Where the new key goes. */
  readonly place: string;
}

/** What each command said, the file of the new key, and how often the host in the leaked text was asked. */
interface ShutOff {
  readonly before: Ran;
  readonly rotated: Ran;
  readonly after: Ran;
  readonly written: string;
  readonly asked: number;
}

/** Commits the text, takes it out again, and shuts the password off by nothing but the saved report. */
export async function shutOffFound({ provider, env, textAt, place }: FoundPassword): Promise<ShutOff> {
  const stage = await makeRespondStage(readRules().filter((rule) => rule.provider === provider));
  let asked = 0;
  const trap = createServer((socket) => {
    asked += 1;
    socket.destroy();
  });
  await new Promise<void>((done) => trap.listen(0, '127.0.0.1', done));
  try {
    stage.repo.commitFile('settings.txt', textAt(`127.0.0.1:${(trap.address() as AddressInfo).port}`));
    stage.repo.git('rm', '-q', 'settings.txt');
    stage.repo.commit('clean up');
    const [saved, file] = [join(stage.state, 'report.json'), join(stage.state, 'new.env')];
    writeFileSync(file, '');
    expect(await stage.run(['audit', '--confidence', 'low', '--format', 'json', '--output', saved])).toMatchObject({ code: 1 });
    const id = onlyId(readFileSync(saved, 'utf8'));
    const run = (...args: string[]): Promise<Ran> => stage.run([...args, '--report', saved], { env });
    const before = await run('verify', id);
    const rotated = await run('rotate', id, '--dotenv', `${file}:${place}`, '--apply', '--yes');
    return { before, rotated, after: await run('verify', id), written: readFileSync(file, 'utf8'), asked };
  } finally {
    trap.close();
    await stage.cleanup();
  }
}
