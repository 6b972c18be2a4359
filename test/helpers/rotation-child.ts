import { PROVIDERS } from '#providers/registry.ts';
import type { Rotation } from './rotation.ts';
import { goOn } from './rotation.ts';

/** One process that rotates and kills itself with -9 at a given moment; its words come as JSON in argv. */
interface Order {
  readonly provider: string;
  readonly base: string;
  readonly operator: string;
  readonly oldKey: string;
  readonly rotation: Rotation;
  readonly settings?: Record<string, string>;
  readonly at: number;
}

const order = JSON.parse(process.argv[2] ?? '{}') as Order;
let count = 0;
const provider = PROVIDERS.find(({ id }) => id === order.provider);
if (provider === undefined) throw new Error('no such provider');
await goOn(order.rotation, { provider, base: order.base, operator: order.operator, oldKey: order.oldKey, settings: order.settings ?? {} }, () => {
  count += 1;
  if (count === order.at) process.kill(process.pid, 'SIGKILL');
});
