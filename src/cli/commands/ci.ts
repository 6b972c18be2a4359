import { scanCi, type CiRequest } from '#app/ci/scan-ci.ts';
import { basicHeader } from '#app/ci/remote-address.ts';
import { repositoryPath } from '#config/repository-path.ts';
import { UsageError } from '#core/errors.ts';
import { EXIT } from '#core/exit-code.ts';
import type { Command, Invocation } from '../command.ts';
import { flagsOf, withWorld } from '../context.ts';
import { isSet, listOf, textOf } from '../flag.ts';
import { REPORT_FLAGS, SCAN_FLAGS } from '../flags.ts';
import { assertFormat, writeReport, writeReportFile } from '../write-report.ts';

/** Empty is the same as absent: a pipeline's file hands variables over that may not be set. */
function wordOf({ values }: Invocation, name: string): string | undefined {
  const text = textOf(values, name);
  return text === '' ? undefined : text;
}

/** The header for a token that stands in a variable: never in an argument, which other processes can read. */
function authorizationOf(invocation: Invocation): string | undefined {
  const name = wordOf(invocation, 'token-env');
  if (name === undefined) return undefined;
  const token = invocation.host.env[name];
  if (token === undefined || token === '') return undefined;
  if (/[\0-\x20\x7f]/.test(token)) throw new UsageError('the variable that --token-env names holds no token', 'a token has no spaces and no line breaks');
  return basicHeader('x-access-token', token);
}

/** A path in the repository, as git names it. @throws UsageError for one that leads out of it */
function configPathOf(invocation: Invocation): string | undefined {
  const path = wordOf(invocation, 'config');
  return path === undefined ? undefined : repositoryPath(path, '--config');
}

function requestOf(invocation: Invocation, context: CiRequest['context']): CiRequest {
  const { host, values } = invocation;
  return {
    env: host.env,
    cwd: host.cwd,
    signal: host.signal,
    asked: { base: wordOf(invocation, 'base'), head: wordOf(invocation, 'head'), main: wordOf(invocation, 'main'), history: isSet(values, 'history') },
    flags: flagsOf(invocation),
    configPath: configPathOf(invocation),
    mayFetch: !isSet(values, 'no-fetch'),
    authorization: authorizationOf(invocation),
    context,
  };
}

export const CI: Command = {
  name: 'ci',
  usage: '',
  summary: 'read what a job on a build server brings: GitLab, Bitbucket, Azure, CircleCI, Jenkins, Gitea',
  examples: [
    ['stanch ci --report gl-secret-detection-report.json', 'in a job of GitLab'],
    ['stanch ci --main main --report junit.xml', 'on a server that does not name its main branch'],
    ['stanch ci --base origin/main', 'anywhere else'],
  ],
  flags: [
    { name: 'main', type: 'text', value: 'BRANCH', doc: 'the main branch, where the server does not name it' },
    { name: 'base', type: 'text', value: 'REF', doc: 'what was there before, in place of what the server says' },
    { name: 'head', type: 'text', value: 'REF', doc: 'where the change ends (with --base; default: HEAD)' },
    { name: 'history', type: 'boolean', doc: 'read the whole history' },
    { name: 'no-fetch', type: 'boolean', doc: 'fetch nothing; a clone that lacks commits is an error' },
    { name: 'token-env', type: 'text', value: 'NAME', doc: 'variable that holds a token to fetch with' },
    { name: 'report', type: 'list', value: 'FILE', doc: 'write a report; its name tells the form (gl-secret-detection-report.json, junit.xml, x.sarif)' },
    ...REPORT_FLAGS,
    ...SCAN_FLAGS,
  ],
  words: [0, 0],
  run: async (invocation) => {
    assertFormat(invocation);
    const outcome = await withWorld(invocation, (context) => scanCi(requestOf(invocation, context)));
    if (outcome.kind === 'nothing') {
      invocation.host.stderr.write(`stanch: nothing to scan: ${outcome.words}\n`);
      return EXIT.clean;
    }
    for (const path of listOf(invocation.values, 'report')) writeReportFile(outcome.report, path, invocation);
    return writeReport(outcome.report, invocation, outcome.settings.failOn);
  },
};
