import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCi } from '#app/ci/read-ci.ts';
import { remoteIn } from '#app/ci/remote-address.ts';
import { refNameIn } from '#app/ci/variables.ts';
import { UsageError } from '#core/errors.ts';
import { makeStage, type Stage } from './stage.ts';

type Env = Readonly<Record<string, string>>;

const OID = 'ab'.repeat(20);
const ASKED = { base: undefined, head: undefined, main: undefined, history: false };

/** What a stranger who may name a branch, or a mistake in a pipeline, could put into a variable. */
const HOSTILE = ['--upload-pack=touch x', '-x', 'a b', 'a\nb', 'a\u0000b', '../../x', 'a..b', ':/fix', '^{/x}', '$(id)', 'refs/heads/', 'x.lock', 'a~1', '@{u}', '/', '\u001b[31m', '$(id)'];
/** Is no commit, but could be a branch: no shell ever sees it. */
const NO_ID_ONLY = new Set(['$(id)']);

/** Variables that hold commits, and variables that hold names; each in a set that is whole but for them. */
const IDS: Readonly<Record<string, Env>> = {
  CI_COMMIT_SHA: { GITLAB_CI: 'true', CI_COMMIT_BRANCH: 'x', CI_DEFAULT_BRANCH: 'main' },
  CI_COMMIT_BEFORE_SHA: { GITLAB_CI: 'true', CI_COMMIT_SHA: OID, CI_COMMIT_BRANCH: 'x', CI_DEFAULT_BRANCH: 'main' },
  CI_MERGE_REQUEST_DIFF_BASE_SHA: { GITLAB_CI: 'true', CI_COMMIT_SHA: OID, CI_MERGE_REQUEST_IID: '1' },
  CI_MERGE_REQUEST_TARGET_BRANCH_SHA: { GITLAB_CI: 'true', CI_COMMIT_SHA: OID, CI_MERGE_REQUEST_IID: '1', CI_MERGE_REQUEST_DIFF_BASE_SHA: OID },
  CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: { GITLAB_CI: 'true', CI_COMMIT_SHA: OID, CI_MERGE_REQUEST_IID: '1', CI_MERGE_REQUEST_DIFF_BASE_SHA: OID },
  CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_SHA: { GITLAB_CI: 'true', CI_EXTERNAL_PULL_REQUEST_IID: '1', CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_SHA: OID },
  CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_SHA: { GITLAB_CI: 'true', CI_EXTERNAL_PULL_REQUEST_IID: '1', CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_SHA: OID },
  BITBUCKET_COMMIT: { BITBUCKET_BUILD_NUMBER: '1', BITBUCKET_PR_ID: '1', BITBUCKET_PR_DESTINATION_BRANCH: 'main' },
  BITBUCKET_PR_DESTINATION_COMMIT: { BITBUCKET_BUILD_NUMBER: '1', BITBUCKET_COMMIT: OID, BITBUCKET_PR_ID: '1', BITBUCKET_PR_DESTINATION_BRANCH: 'main' },
  BUILD_SOURCEVERSION: { TF_BUILD: 'True', BUILD_SOURCEBRANCH: 'refs/heads/x' },
  SYSTEM_PULLREQUEST_SOURCECOMMITID: { TF_BUILD: 'True', SYSTEM_PULLREQUEST_PULLREQUESTID: '1', SYSTEM_PULLREQUEST_TARGETBRANCH: 'main' },
  CIRCLE_SHA1: { CIRCLECI: 'true', CIRCLE_BRANCH: 'x' },
  GIT_COMMIT: { JENKINS_URL: 'x', BRANCH_NAME: 'x' },
  GIT_PREVIOUS_SUCCESSFUL_COMMIT: { JENKINS_URL: 'x', BRANCH_NAME: 'x', GIT_COMMIT: OID },
};
const NAMES: Readonly<Record<string, Env>> = {
  CI_COMMIT_BRANCH: { GITLAB_CI: 'true', CI_COMMIT_SHA: OID, CI_COMMIT_BEFORE_SHA: OID },
  CI_COMMIT_TAG: { GITLAB_CI: 'true', CI_COMMIT_SHA: OID, CI_COMMIT_BEFORE_SHA: OID },
  CI_DEFAULT_BRANCH: { GITLAB_CI: 'true', CI_COMMIT_SHA: OID, CI_COMMIT_BRANCH: 'x' },
  CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: { GITLAB_CI: 'true', CI_COMMIT_SHA: OID, CI_MERGE_REQUEST_IID: '1', CI_MERGE_REQUEST_DIFF_BASE_SHA: OID },
  CI_MERGE_REQUEST_IID: { GITLAB_CI: 'true', CI_COMMIT_SHA: OID, CI_MERGE_REQUEST_DIFF_BASE_SHA: OID },
  BITBUCKET_BRANCH: { BITBUCKET_BUILD_NUMBER: '1', BITBUCKET_COMMIT: OID },
  BITBUCKET_PR_DESTINATION_BRANCH: { BITBUCKET_BUILD_NUMBER: '1', BITBUCKET_COMMIT: OID, BITBUCKET_PR_ID: '1' },
  BITBUCKET_PR_ID: { BITBUCKET_BUILD_NUMBER: '1', BITBUCKET_COMMIT: OID, BITBUCKET_PR_DESTINATION_BRANCH: 'main' },
  BUILD_SOURCEBRANCH: { TF_BUILD: 'True', BUILD_SOURCEVERSION: OID },
  SYSTEM_PULLREQUEST_TARGETBRANCH: { TF_BUILD: 'True', SYSTEM_PULLREQUEST_PULLREQUESTID: '1', SYSTEM_PULLREQUEST_SOURCECOMMITID: OID },
  CIRCLE_BRANCH: { CIRCLECI: 'true', CIRCLE_SHA1: OID },
  CIRCLE_TAG: { CIRCLECI: 'true', CIRCLE_SHA1: OID },
  BRANCH_NAME: { JENKINS_URL: 'x', GIT_COMMIT: OID },
  GIT_BRANCH: { JENKINS_URL: 'x', GIT_COMMIT: OID },
  CHANGE_TARGET: { JENKINS_URL: 'x', GIT_COMMIT: OID, CHANGE_ID: '1' },
  CHANGE_ID: { JENKINS_URL: 'x', GIT_COMMIT: OID, CHANGE_TARGET: 'main' },
};

let stage: Stage;
beforeAll(() => {
  stage = makeStage();
});
afterAll(() => stage.cleanup());

describe('a variable', () => {
  const cases = [...Object.entries(IDS), ...Object.entries(NAMES)].map(([name, env]) => [name, env] as const);

  test.each(cases)('%s that holds what it cannot hold is refused by its name, and not repeated', (name, env) => {
    for (const value of HOSTILE.filter((text) => name in IDS || name.endsWith('ID') || !NO_ID_ONLY.has(text))) {
      const read = (): unknown => readCi({ ...env, [name]: value }, { ...ASKED, main: 'main' });
      expect(read, value).toThrow(UsageError);
      expect(read, value).toThrow(new RegExp(`^${name} is no (?:commit id|name of a branch or tag|number)$`));
    }
  });

  test.each(Object.entries(IDS).filter(([name]) => ['CI_COMMIT_SHA', 'CI_MERGE_REQUEST_DIFF_BASE_SHA', 'BITBUCKET_COMMIT', 'BUILD_SOURCEVERSION', 'SYSTEM_PULLREQUEST_SOURCECOMMITID', 'CIRCLE_SHA1'].includes(name)))(
    '%s that is missing, empty or zeros is not taken for "nothing to read"',
    (name, env) => {
      for (const value of [undefined, '', '0'.repeat(40)]) expect(() => readCi({ ...env, [name]: value }, { ...ASKED, main: 'main' })).toThrow(`${name} is not set`);
    },
  );

  test('that names a branch gives what git itself takes for one', () => {
    const repo = stage.clone();
    const isTaken = (name: string): boolean => {
      try {
        repo.git('check-ref-format', '--branch', name);
        return true;
      } catch {
        return false;
      }
    };
    const piece = fc.constantFrom('a', 'B', '1', '/', '.', '-', '@', '{', '~', '^', ':', '?', '*', '[', '\\', ' ', '.lock', '..', 'ü', '\u007f', '@{', '//', '#', '$', ']');
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 6 }), (pieces) => {
        const name = pieces.join('');
        let ours: string | undefined;
        try {
          ours = refNameIn({ X: name }, 'X');
        } catch {
          // Refused: always allowed, as far as this property goes.
        }
        expect(ours === undefined || isTaken(name)).toBe(true);
      }),
      { numRuns: 60 },
    );
    for (const name of ['feature/ä-1', 'release-1.2', 'dependabot/npm_and_yarn/@types/node-20', 'x#1']) expect(refNameIn({ X: name }, 'X')).toBe(name);
  });
});

describe('an address', () => {
  const urlOf = (text: string): string | undefined => remoteIn({ X: text }, 'X')?.url;

  test('is asked by https, with account and token in a header', () => {
    const token = ['tok', 'en'].join('');
    expect(remoteIn({ X: `https://bot:${token}@git.test/a/b.git` }, 'X')).toEqual({ url: 'https://git.test/a/b.git', authorization: `basic ${Buffer.from(`bot:${token}`).toString('base64')}` });
    expect(urlOf('git@git.test:a/b.git')).toBe('https://git.test/a/b.git');
    expect(urlOf('ssh://git@git.test:2222/a/b.git')).toBe('https://git.test/a/b.git');
    expect(urlOf('https://org@dev.test/org/p/_git/r')).toBe('https://dev.test/org/p/_git/r');
  });

  test('of another protocol is not asked, and what is none is refused without being repeated', () => {
    for (const text of ['/srv/git/a.git', 'file:///srv/git/a.git', 'git://git.test/a', 'ftp://git.test/a']) expect(remoteIn({ X: text }, 'X')).toBeUndefined();
    for (const text of ['-oProxyCommand=x', 'https://a b/', 'https://x/\n', 'ext::sh -c x', 'https://u:%zz@x/', 'no address', String.raw`https://x\y`]) expect(() => remoteIn({ X: text }, 'X'), text).toThrow(/^X is no address of a repository$/);
  });
});

describe('the command line', () => {
  test.each([
    [['--base', '--x'], 2],
    [['--base', 'a..b'], 2],
    [['--base', ':/x'], 2],
    [['--head', 'HEAD'], 2],
    [['--base', 'HEAD', '--history'], 2],
    [['--main', '-x'], 2],
    [['--main', 'a b'], 2],
    [['--base', 'no-such-branch'], 3],
    [['--base', OID], 3],
    [['--base', 'HEAD', '--config', '../x.yml'], 2],
    [['--base', 'HEAD', '--config', '/etc/passwd'], 2],
    [['--base', 'HEAD', '--config', 'absent.yml'], 2],
    [['--base', 'HEAD', '--report', '.'], 2],
  ])('%j ends with %i and a clear line', async (args, code) => {
    const ran = await stage.run(stage.clone(), {}, args);
    expect([ran.code, ran.out]).toEqual([code, '']);
    expect(ran.err).toMatch(/^stanch: .+\n(?: {2}\S.*\n)?$/);
  });
});
