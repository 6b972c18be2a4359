/** Version of the package; `tsup` writes it in at build time. */
declare const STANCH_VERSION: string | undefined;

export const VERSION: string = typeof STANCH_VERSION === 'string' ? STANCH_VERSION : '0.0.0-source';
