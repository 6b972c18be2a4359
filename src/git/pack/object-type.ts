/** Type numbers of a pack entry, as git's pack format has them. */
export const TYPE = { broken: 0, commit: 1, tree: 2, blob: 3, tag: 4, offsetDelta: 6, refDelta: 7 } as const;

export type ObjectType = 'commit' | 'tree' | 'blob' | 'tag';

const NAMES: readonly (ObjectType | undefined)[] = [undefined, 'commit', 'tree', 'blob', 'tag'];

/** Name of a resolved type number, undefined for deltas and anything else. */
export function typeName(type: number): ObjectType | undefined {
  return NAMES[type];
}

/** Type number of a name, `TYPE.broken` when it is none. */
export function typeNumber(name: string): number {
  const found = NAMES.indexOf(name as ObjectType);
  return found > 0 ? found : TYPE.broken;
}
