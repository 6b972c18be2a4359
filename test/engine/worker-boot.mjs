// Starts the worker from its TypeScript source; the built program has a file of its own for it.
import { register } from 'tsx/esm/api';

register();
await import('../../src/engine/worker-main.ts');
