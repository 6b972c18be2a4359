import { StanchError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { EXIT, exitCodeOf, type ExitCode } from '#core/exit-code.ts';
import type { Host } from '#core/ports.ts';
import { openFindings, type Report } from '#core/report.ts';
import { blockedMessage, failedMessage, incompleteMessage, passedMessage } from './hook-message.ts';
import { HOOK_DEEDS, parseHookName, type HookName } from './hook-name.ts';
import type { HookTools } from './hook-tools.ts';
import { parsePrePush, parsePreReceive, parseUpdate, pushFromFramework } from './pushed-refs.ts';
import { openHook, scanIndex, scanMessage, scanPush, type HookRun } from './scan-hook.ts';
import { skipReason } from './skip.ts';

type ServerHook = 'pre-receive' | 'update';

/**
 * A git hook from its call to its exit code. Fails closed: what cannot be scanned is blocked, with the way out told.
 * @param args the words after `stanch hook`: the hook's name and what git gave it
 */
export async function runHook(args: readonly string[], host: Host, tools: HookTools): Promise<ExitCode> {
  let name: HookName;
  try {
    name = parseHookName(args[0]);
  } catch (error) {
    return refuse(host, error);
  }
  const skipped = skipReason(host.env);
  if (skipped !== undefined && !isServerSide(name)) {
    host.stderr.write(`stanch: skipped, this ${HOOK_DEEDS[name].deed} was not scanned (${printable(skipped)})\n`);
    return EXIT.clean;
  }
  try {
    if (isServerSide(name)) return await receive(name, args.slice(1), { host, tools });
    if (name === 'post-checkout') return await lookAfterCheckout(args.slice(1), host);
    const report = await scanFor(name, args.slice(1), openHook(host, tools));
    return report === undefined ? EXIT.clean : tell(name, report, host);
  } catch (error) {
    return fail(name, host, error);
  }
}

/** Where pushes arrive, the pusher's environment and flags have no say. */
function isServerSide(name: HookName): name is ServerHook {
  return name === 'pre-receive' || name === 'update';
}

async function receive(name: ServerHook, args: readonly string[], world: { readonly host: Host; readonly tools: HookTools }): Promise<ExitCode> {
  // Loaded here: the hooks of every commit start sooner without.
  const { parseReceiveOptions } = await import('./receive-options.ts');
  const { runReceive } = await import('./run-receive.ts');
  const options = parseReceiveOptions(args);
  const refs = name === 'update' ? parseUpdate(options.words) : parsePreReceive(await readText(world.host.stdin));
  return runReceive(refs, options, world);
}

async function lookAfterCheckout(args: readonly string[], host: Host): Promise<ExitCode> {
  const { warnAfterCheckout } = await import('./warn-checkout.ts');
  return warnAfterCheckout(args, host);
}

async function scanFor(name: Exclude<HookName, ServerHook | 'post-checkout'>, args: readonly string[], run: HookRun): Promise<Report | undefined> {
  const { host } = run;
  switch (name) {
    case 'pre-commit':
    case 'pre-merge-commit':
      return scanIndex(run);
    case 'commit-msg':
      return scanMessage(run, args[0] ?? '.git/COMMIT_EDITMSG');
    case 'pre-push': {
      const text = await readText(host.stdin);
      const refs = text.trim() === '' ? pushFromFramework(host.env) : parsePrePush(text);
      return scanPush(run, { refs, receiver: { remote: args[0] ?? host.env['PRE_COMMIT_REMOTE_NAME'] } });
    }
  }
}

function tell(name: HookName, report: Report, host: Host): ExitCode {
  const open = openFindings(report).length;
  const { complete } = report.ledger;
  if (open > 0) host.stderr.write(blockedMessage(name, report, host.stderr));
  if (!complete) host.stderr.write(incompleteMessage(name, report));
  if (open === 0 && complete) host.stderr.write(passedMessage(report));
  return exitCodeOf({ complete, findings: open });
}

function fail(name: HookName, host: Host, error: unknown): ExitCode {
  const known = error instanceof StanchError ? error : undefined;
  host.stderr.write(failedMessage(name, known?.message ?? internalReason(error), known?.hint));
  return known?.exitCode ?? EXIT.internal;
}

/** The words of an unexpected error may quote what was scanned, so only its kind and its place are told. */
function internalReason(error: unknown): string {
  if (!(error instanceof Error)) return 'internal error';
  const place = /^\s+at (.+)$/m.exec(error.stack ?? '')?.[1];
  return `internal error: ${error.name}${place === undefined ? '' : ` at ${place}`}`;
}

function refuse(host: Host, error: unknown): ExitCode {
  if (!(error instanceof StanchError)) throw error;
  host.stderr.write(`stanch: ${error.message}\n${error.hint === undefined ? '' : `  ${error.hint}\n`}`);
  return error.exitCode;
}

async function readText(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}
