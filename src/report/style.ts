/** How a report is to look. */
export interface Style {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly columns: number;
  /** Findings and verdict only. */
  readonly quiet: boolean;
  /** Suppressed findings and all places, too. */
  readonly showAll: boolean;
  /** True in the log of the Action, which has inputs for flags, and where a change may not excuse itself by a comment. */
  readonly forAction?: boolean;
  /** When the run ended, in milliseconds since the epoch, for formats that must say so. */
  readonly now?: number;
}

type Paint = (text: string) => string;

/** Paints for text that has been made printable; without colour they do nothing. */
export interface Palette {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly yellow: Paint;
  readonly green: Paint;
  readonly cyan: Paint;
}

/** ECMA-48 select graphic rendition: parameter on, parameter off. */
function painter(enabled: boolean, on: number, off: number): Paint {
  return enabled ? (text) => `\u001b[${on}m${text}\u001b[${off}m` : (text) => text;
}

export function makePalette({ color }: Style): Palette {
  return {
    bold: painter(color, 1, 22),
    dim: painter(color, 2, 22),
    red: painter(color, 31, 39),
    yellow: painter(color, 33, 39),
    green: painter(color, 32, 39),
    cyan: painter(color, 36, 39),
  };
}
