/** Text as it stands, not as Markdown. */
export function plain(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#|~]/g, String.raw`\$&`).replaceAll(/\s+/g, ' ');
}

/** An inline code span that holds `text` whatever it is made of. */
export function code(text: string): string {
  const oneLine = text.replaceAll(/\s+/g, ' ');
  const fence = '`'.repeat(1 + Math.max(0, ...(oneLine.match(/`+/g) ?? []).map((run) => run.length)));
  const pad = oneLine.startsWith('`') || oneLine.endsWith('`') || oneLine.startsWith(' ') ? ' ' : '';
  return `${fence}${pad}${oneLine}${pad}${fence}`;
}

/** A table; cells are Markdown already, of which only the bar would end them. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll(/(?<!\\)\|/g, String.raw`\|`)).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** An address as a link, anything else as text. */
export function reference(text: string): string {
  return /^https:\/\/[^\s<>]+$/.test(text) ? `<${text}>` : plain(text);
}
