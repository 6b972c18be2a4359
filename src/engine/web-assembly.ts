/** The part of the WebAssembly API that is used here; Node's own type package leaves it to the DOM's. */
interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** Compiled code, of no use by itself. */
export type WasmModule = object;

export interface WasmApi {
  Memory: new (limits: { initial: number; maximum: number }) => WasmMemory;
  Module: new (bytes: Uint8Array) => WasmModule;
  Instance: new (module: WasmModule, imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>) => { readonly exports: object };
  validate(bytes: Uint8Array): boolean;
}

export type { WasmMemory };

/** WebAssembly, where this Node has it: it can be switched off, and the caller then takes the reference engine. */
export function webAssembly(): WasmApi | undefined {
  return (globalThis as { WebAssembly?: WasmApi }).WebAssembly;
}
