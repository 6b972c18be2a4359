/** An element as a strict reader sees it. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
/** Characters that XML 1.0 allows (§2.2). */
const ALLOWED = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

function decode(text: string): string {
  if (text.includes('<')) throw new Error('a raw < inside text');
  return text.replaceAll(/&([^;]*);?/g, (all, name: string) => {
    const sign = NAMED[name];
    if (sign === undefined || !all.endsWith(';')) throw new Error(`an unknown reference ${all}`);
    return sign;
  });
}

function attributesOf(text: string): Record<string, string> {
  const rest = text.replaceAll(/\s+[a-z_]+="[^"<]*"/g, '');
  if (rest.trim() !== '') throw new Error(`no attributes: ${rest}`);
  return Object.fromEntries([...text.matchAll(/\s([a-z_]+)="([^"<]*)"/g)].map(([, name = '', value = '']) => [name, decode(value)]));
}

/**
 * Reads the plain XML that stanch writes (elements, attributes, text; no comment, no CDATA, no document type) and
 * refuses everything else, so that nothing a repository holds can have become part of the mark-up.
 */
export function parseXml(source: string): XmlElement {
  if (!ALLOWED.test(source)) throw new Error('a character that XML does not allow');
  const open: { name: string; attributes: Record<string, string>; children: XmlElement[]; text: string }[] = [{ name: '', attributes: {}, children: [], text: '' }];
  const body = source.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '');
  for (const [piece] of body.matchAll(/<[^>]*>|[^<]+/g)) {
    const top = open.at(-1);
    if (top === undefined) throw new Error('closed too often');
    const tag = /^<(\/?)([a-z]+)((?:\s[^<]*?)?)(\/?)>$/s.exec(piece);
    if (tag === null) {
      top.text += decode(piece);
    } else if (tag[1] === '/') {
      const parent = open.at(-2);
      if (tag[2] !== top.name || parent === undefined) throw new Error('closed in another order');
      open.pop();
      parent.children.push({ ...top, text: top.children.length > 0 ? top.text.trim() : top.text });
    } else {
      const element = { name: tag[2] ?? '', attributes: attributesOf(tag[3] ?? ''), children: [], text: '' };
      if (tag[4] === '/') top.children.push(element);
      else open.push(element);
    }
  }
  const [root, ...more] = open[0]?.children ?? [];
  if (root === undefined || more.length > 0 || open.length !== 1) throw new Error('not one root');
  return root;
}
