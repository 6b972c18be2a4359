import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StanchError } from '#core/errors.ts';
import { openRequestComments, type RequestComments } from '#sinks/request-comments.ts';
import { base62 } from '../helpers/keys.ts';
import { startCommentServer, type CommentServer, type KeptComment } from '../helpers/sinks/comment-server.ts';
import { CLOCK, FAULTS, failureIn } from '../helpers/sinks/faults.ts';

const TOKEN = base62('comments', 40);
const MARK = '<!-- stanch:receipt 0123 -->';

const SERVICES = [
  { target: 'github:acme/shop#12', name: 'GITHUB', list: 'repos/acme/shop/issues/12/comments' },
  { target: 'gitea:acme/shop#12', name: 'GITEA', list: 'api/v1/repos/acme/shop/issues/12/comments' },
  { target: 'gitlab:acme/tools/shop#12', name: 'GITLAB', list: 'api/v4/projects/acme/tools/shop/merge_requests/12/notes' },
] as const;

describe.each(SERVICES)('comments under $target', ({ target, name, list }) => {
  let server: CommentServer;
  let kept: KeptComment[];
  const open = (key = TOKEN, place: string = target): RequestComments => openRequestComments(place, { env: { [`STANCH_SINK_${name}_URL`]: server.base, [`STANCH_SINK_${name}_KEY`]: key }, clock: CLOCK, cwd: '/' });
  beforeEach(async () => {
    server = await startCommentServer(TOKEN);
    kept = Array.from({ length: 230 }, (_, id) => ({ id, body: 'something else' }));
    // Places of GitLab are one part of the path.
    server.kept.set(list, kept);
  });
  afterEach(() => server.close());
  const ours = (): string[] => kept.filter(({ body }) => body.includes(MARK)).map(({ body }) => body);

  it('are written once, and then brought up to date, wherever they stand', async () => {
    expect(await open().put('open', MARK)).toBe('written');
    kept.push({ id: 990, body: `copied ${MARK}` });
    expect(await open().put('closed', MARK)).toBe('brought up to date');
    expect(ours()).toEqual([`closed\n${MARK}\n`, `copied ${MARK}`]);
    expect(kept.filter(({ body }) => body === 'something else')).toHaveLength(230);
  });

  it('count as written only where the service says so', async () => {
    server.lie = [201, {}];
    for (const fault of FAULTS) {
      server.fault = ({ method }) => (method === 'GET' ? 'none' : fault);
      const error: unknown = await open().put('text', MARK).catch((reason: unknown) => reason);
      // What is sent again under its mark arrives, whatever became of the first try.
      if (error instanceof StanchError) await failureIn(Promise.reject(error), [TOKEN]);
      else expect(ours(), String(fault)).toHaveLength(1);
      expect(server.strayed).toEqual([]);
      server.fault = () => 'none';
      await open().put('again', MARK);
      expect(ours(), String(fault)).toEqual([`again\n${MARK}\n`]);
      kept.splice(230);
    }
  });

  it('are refused with words where the key, the right or the place is wrong', async () => {
    await expect(open(base62('another', 40)).put('text', MARK)).rejects.toThrow('answered 401');
    await expect(open(TOKEN, target.replace('#12', '#13')).put('text', MARK)).rejects.toThrow('answered 404');
    await expect(open().put('x'.repeat(70_000), MARK)).rejects.toThrow('too long');
    for (const bad of [`${target}x`, target.replace('#12', ''), target.replace(':', ':../'), `x${target}`, target.replace('acme', 'ac me')]) expect(() => open(TOKEN, bad)).toThrow();
  });
});
