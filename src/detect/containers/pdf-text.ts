/* ISO 32000-1 7.3.4 (strings), 9.4.3 (operators that show text), 9.4.2 (operators that move to another line). */
const TOKEN = /\((?:[^()\\]|\\[^]|\((?:[^()\\]|\\[^]){0,4096}\)){0,16384}\)|<[0-9A-Fa-f\s]{2,16384}>|\b(?:Tj|TJ|Td|TD|Tm|ET)\b|T\*|['"](?=\s)/g;
const ESCAPE = /\\(?:([0-7]{1,3})|(\r\n|[^]))/g;
const CONTROL: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['b', '\b'],
  ['f', '\f'],
  ['\n', ''],
  ['\r', ''],
  ['\r\n', ''],
]);
const SHOWS_TEXT = /\bT[jJ]\b/;

function literalText(token: string): string {
  return token.slice(1, -1).replaceAll(ESCAPE, (_, octal: string | undefined, character: string | undefined) => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
    return CONTROL.get(character ?? '') ?? character ?? '';
  });
}

/** Codes of two bytes are taken for characters where their first byte is zero throughout. */
function hexText(token: string): string {
  const bytes = Buffer.from(token.replace(/[<>\s]/g, ''), 'hex');
  const isWide = bytes.length > 1 && bytes.every((byte, index) => index % 2 === 1 || byte === 0);
  return Buffer.from(bytes.filter((_, index) => !isWide || index % 2 === 1)).toString('latin1');
}

/**
 * What a content stream shows, a line for each line of the page; strings that are shown without a move between them
 * are joined, since programs cut words where letters are set closer.
 * @returns nothing for a stream that shows no text
 */
export function textOfPage(stream: Buffer): Buffer | null {
  const source = stream.toString('latin1');
  if (!source.includes('BT') || !SHOWS_TEXT.test(source)) return null;
  let text = '';
  for (const [token] of source.matchAll(TOKEN)) {
    if (token.startsWith('(')) text += literalText(token);
    else if (token.startsWith('<')) text += hexText(token);
    else if (token !== 'Tj' && token !== 'TJ') text += '\n';
  }
  return Buffer.from(text, 'latin1');
}
