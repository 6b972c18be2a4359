import type { Installation } from '#cli/command.ts';
import type { Host, Output } from '#core/ports.ts';
import { testEnvironment } from '../helpers/repo.ts';

/** A world of which a test knows everything: what is written is kept, the clock goes by a second a look. */
export interface FakeHost extends Host {
  readonly out: () => string;
  readonly err: () => string;
}

export interface FakeOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly isTerminal?: boolean;
  readonly color?: boolean;
  readonly signal?: AbortSignal;
}

async function* once(text: string): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(Buffer.from(text));
}

export function fakeHost(argv: readonly string[], options: FakeOptions): FakeHost {
  const written = { out: '', err: '' };
  const { isTerminal = false, color = false } = options;
  let now = Date.parse('2026-01-01T00:00:00Z');
  const output = (name: keyof typeof written): Output => ({ write: (text) => (written[name] += text), isTerminal, columns: 80, color });
  return {
    argv,
    env: { ...testEnvironment(options.cwd), ...options.env },
    cwd: options.cwd,
    stdin: once(options.input ?? ''),
    stdout: output('out'),
    stderr: output('err'),
    clock: { now: () => (now += 1_000) },
    signal: options.signal ?? new AbortController().signal,
    out: () => written.out,
    err: () => written.err,
  };
}

/** An installation whose files are where a test says. */
export function fakeInstallation(rulesFile: string): Installation {
  return { version: '1.2.3', rulesFile, workerFile: '',
    samplesFile: `${rulesFile}.samples`, program: '/nowhere/stanch.cjs', node: '/nowhere/node', peakMemory: () => 1 };
}
