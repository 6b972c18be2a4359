/** How far a scan has come. */
export interface Progress {
  readonly documents: number;
  readonly bytes: number;
  /** Part of the work that is done, 0 to 1; absent where it is not known how much there is. */
  readonly share?: number;
}
