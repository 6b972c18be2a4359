/** Parts of ECMA-376 files that hold running text: documents, headers, comments, slides and their notes. */
const TEXT_PART = /^(?:word\/[\w.]+|ppt\/(?:slides|notesSlides|comments)\/[\w.]+)\.xml$/;
/** Tags of text runs (`w:t` and `a:t`) and paragraphs (`w:p` and `a:p`), and the text between any tags. */
const PIECES = /<(\/?)[wa]:([tp])(?: [^<>]*)?>|<[^<>]*>|[^<]+/g;

/**
 * The paragraphs of a text document that consist of several runs, each on a line. Word begins a new run wherever somebody
 * has edited, so that a key may stand in two, with tags between them.
 * @returns nothing for a part of another kind, and where no paragraph has two runs
 */
export function joinedRuns(name: string, bytes: Buffer): Buffer | null {
  if (!TEXT_PART.test(name)) return null;
  const lines: string[] = [];
  let runs: string[] = [];
  let inText = false;
  for (const [piece, closing, tag] of bytes.toString('latin1').matchAll(PIECES)) {
    if (tag === 't') inText = closing === '' && !piece.endsWith('/>');
    else if (tag === 'p') {
      if (runs.length > 1) lines.push(runs.join(''));
      runs = [];
    } else if (inText && !piece.startsWith('<')) runs.push(piece);
  }
  if (runs.length > 1) lines.push(runs.join(''));
  return lines.length === 0 ? null : Buffer.from(`${lines.join('\n')}\n`, 'latin1');
}
