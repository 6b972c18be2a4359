let overflow: bool = false;

/** True when a list was too short for what was found; the host then takes the plain road for this document. */
export function overflowed(): bool { return overflow; }
/** Set by whoever has no room left, and put back by the host before each document. */
export function setOverflow(value: bool): void { overflow = value; }
