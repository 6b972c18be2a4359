import { CORE_WASM } from './core-wasm.ts';
import { webAssembly, type WasmApi, type WasmModule } from './web-assembly.ts';

/** Pages of the memory that the core is given: at first, and at most. */
export const MEMORY: { readonly initial: number; readonly maximum: number } = { initial: 256, maximum: 65_536 };

let isRunnable: boolean | undefined;

/** True when this Node can run the core: it has SIMD, and addresses for a memory, which a limit on them (`ulimit -v`) may forbid. */
export function canRunCore(): boolean {
  const wasm = webAssembly();
  if (wasm === undefined) return false;
  isRunnable ??= wasm.validate(Buffer.from(CORE_WASM, 'base64')) && hasAddresses(wasm);
  return isRunnable;
}

function hasAddresses({ Memory }: Pick<WasmApi, 'Memory'>): boolean {
  try {
    return new Memory(MEMORY).buffer.byteLength > 0;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Compiles the core; the module can be sent to workers. */
export function compileCore(): WasmModule {
  const wasm = webAssembly();
  if (wasm === undefined) throw new RangeError('WebAssembly is switched off');
  return new wasm.Module(Buffer.from(CORE_WASM, 'base64'));
}
