import { printable } from '#core/escape.ts';

/** What a runner keeps of one message. */
const MAX_MESSAGE = 4_000;

/** Signs that would end a command or a property, as the runner decodes them (actions/toolkit, `command.ts`). */
const DATA: Readonly<Record<string, string>> = { '%': '%25', '\r': '%0D', '\n': '%0A' };
const PROPERTY: Readonly<Record<string, string>> = { ...DATA, ':': '%3A', ',': '%2C' };

/** Text of a command that reaches the runner as it is, control characters and all: for masks, which must be exact. */
export function commandData(text: string): string {
  return text.replaceAll(/[%\r\n]/g, (sign) => DATA[sign] ?? '');
}

function propertyText(value: string | number): string {
  return printable(String(value)).replaceAll(/[%:,]/g, (sign) => PROPERTY[sign] ?? '');
}

export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly title: string;
  /** Lines; each is made printable by itself. */
  readonly message: readonly string[];
  readonly file?: string;
  readonly line?: number;
  readonly endLine?: number;
}

/** One line for the runner's log that shows as an annotation. */
export function annotationCommand({ level, title, message, file, line, endLine }: Annotation): string {
  const place = file === undefined ? {} : { file, line: line ?? 1, endLine: endLine ?? line ?? 1 };
  const properties = Object.entries({ ...place, title }).map(([name, value]) => `${name}=${propertyText(value)}`);
  const text = message.map((part) => printable(part)).join('\n').slice(0, MAX_MESSAGE);
  return `::${level} ${properties.join(',')}::${commandData(text)}\n`;
}
