import { NEUROAI } from '#providers/neuroai.ts';
import { NOXUS } from '#providers/noxus.ts';
import type { Rotation } from './rotation.ts';
import { goOn } from './rotation.ts';

/** One process that rotates and kills itself with -9 at a given moment; its words come as JSON in argv. */
interface Order {
  readonly provider: string;
  readonly base: string;
  readonly operator: string;
  readonly oldKey: string;
  readonly rotation: Rotation;
  readonly at: number;
}

const order = JSON.parse(process.argv[2] ?? '{}') as Order;
let count = 0;
const provider = order.provider === 'noxus' ? NOXUS : NEUROAI;
await goOn(order.rotation, { provider, base: order.base, operator: order.operator, oldKey: order.oldKey, settings: { workspace: 'ws' } }, () => {
  count += 1;
  if (count === order.at) process.kill(process.pid, 'SIGKILL');
});
