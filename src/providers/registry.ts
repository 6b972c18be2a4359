import { NEUROAI } from './neuroai.ts';
import { NOXUS } from './noxus.ts';
import type { Provider } from './provider.ts';

/** Every provider that can be asked or told something. */
export const PROVIDERS: readonly Provider[] = [NEUROAI, NOXUS];
