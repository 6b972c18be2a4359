import type { Source, SourceItem } from '#core/chunk.ts';
import type { Origin } from '#core/origin.ts';

/** Standard input as one document. An input that breaks off is an error of its stream and passes on. */
export function stdinSource(input: AsyncIterable<Uint8Array>, name = 'stdin'): Source {
  const origin: Origin = { kind: 'stdin', path: name };
  return {
    scope: 'standard input',
    async *items(): AsyncGenerator<SourceItem, void, undefined> {
      let offset = 0;
      for await (const bytes of input) {
        if (bytes.length === 0) continue;
        yield { kind: 'chunk', origin, bytes, offset, last: false };
        offset += bytes.length;
      }
      yield { kind: 'chunk', origin, bytes: new Uint8Array(), offset, last: true };
    },
  };
}
