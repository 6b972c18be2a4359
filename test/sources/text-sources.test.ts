import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SourceItem } from '#core/chunk.ts';
import { UsageError } from '#core/errors.ts';
import { messageSource, stripMessage } from '#sources/message.ts';
import { stdinSource } from '#sources/stdin.ts';

const scissors = ' ------------------------ >8 ------------------------';

async function all(items: AsyncIterable<SourceItem>): Promise<SourceItem[]> {
  const list: SourceItem[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe('stdinSource', () => {
  it('gives the pieces in order and says which is the last', async () => {
    async function* input(): AsyncGenerator<Uint8Array> {
      for (const text of ['ab', '', 'c']) yield Buffer.from(text);
    }
    const items = await all(stdinSource(input()).items());
    expect(items.map((item) => item.kind === 'chunk' && [item.offset, item.last, Buffer.from(item.bytes).toString()])).toEqual([[0, false, 'ab'], [2, false, 'c'], [3, true, '']]);
  });

  it('passes a broken input on', async () => {
    async function* input(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a');
      throw new Error('pipe broke');
    }
    await expect(all(stdinSource(input()).items())).rejects.toThrow('pipe broke');
  });
});

describe('messageSource', () => {
  it('strips comments and what follows the scissors, and keeps line numbers', () => {
    expect(stripMessage(`one\n# comment\ntwo\n#${scissors}\ndiff`, '#')).toBe('one\n\ntwo');
    expect(stripMessage(`one\n# kept\n; gone\n;${scissors}\nx`, ';')).toBe('one\n# kept\n');
    expect(stripMessage(`#${scissors} no scissors\n#${scissors}\r\nx`, '#')).toBe('');
    expect(stripMessage(`# kept\n;${scissors}\nx`, 'auto')).toBe('# kept');
  });

  it('reads the file, and says when it cannot', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stanch-message-'));
    try {
      writeFileSync(join(folder, 'MSG'), Buffer.from('caf\xe9\n# x\n', 'latin1'));
      const [item] = await all(messageSource(join(folder, 'MSG')).items());
      expect(item?.kind === 'chunk' && Buffer.from(item.bytes)).toEqual(Buffer.from('caf\xe9\n\n', 'latin1'));
      await expect(all(messageSource(join(folder, 'none')).items())).rejects.toBeInstanceOf(UsageError);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
