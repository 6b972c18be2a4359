import { printable } from '#core/escape.ts';
import type { Host } from '#core/ports.ts';

/** Reads line after line of one standard input: more than one question may be asked. */
function lineReader(stdin: AsyncIterable<Uint8Array>): () => Promise<string> {
  const parts = stdin[Symbol.asyncIterator]();
  let rest = '';
  return async () => {
    while (!rest.includes('\n')) {
      const next = await parts.next();
      if (next.done === true) break;
      rest += Buffer.from(next.value).toString('utf8');
    }
    const [line = '', ...others] = rest.split('\n');
    rest = others.join('\n');
    return line.trim();
  };
}

/** Asks a person at the terminal. Only the whole word yes is a yes. */
export function asker({ stdin, stderr }: Pick<Host, 'stdin' | 'stderr'>): (words: string) => Promise<boolean> {
  const readLine = lineReader(stdin);
  return async (words) => {
    stderr.write(`${printable(words)}\nType yes to go on: `);
    return (await readLine()) === 'yes';
  };
}
