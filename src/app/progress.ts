/** How far a scan has come; `total` where it is known. */
export interface Progress {
  readonly documents: number;
  readonly bytes: number;
  readonly total?: number;
}
