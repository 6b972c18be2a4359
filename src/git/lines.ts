import type { Git } from './git.ts';
import { streamGit, type Input } from './spawn.ts';

const NEWLINE = 10;

/** Lines of a git command's output as bytes, without their line ends. @throws as `streamGit` */
export async function* streamLines(git: Git, args: readonly string[], input: Input = []): AsyncGenerator<Buffer, void, undefined> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const bytes of streamGit(git, args, input)) {
    const buffer = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    let at = 0;
    for (let end = buffer.indexOf(NEWLINE); end >= 0; end = buffer.indexOf(NEWLINE, at)) {
      yield buffer.subarray(at, end);
      at = end + 1;
    }
    rest = buffer.subarray(at);
  }
  if (rest.length > 0) yield rest;
}
