import type { Command } from '../command.ts';
import { ALLOW } from './allow.ts';
import { AUDIT } from './audit.ts';
import { BASELINE } from './baseline.ts';
import { CI } from './ci.ts';
import { completionCommand } from './completion.ts';
import { DOCTOR } from './doctor.ts';
import { EXPLAIN } from './explain.ts';
import { HISTORY_ADVICE } from './history-advice.ts';
import { HOOK } from './hook.ts';
import { HYGIENE } from './hygiene.ts';
import { INIT } from './init.ts';
import { RANGE } from './range.ts';
import { RECEIPT } from './receipt.ts';
import { REPORT } from './report.ts';
import { RESPOND } from './respond.ts';
import { RESUME } from './resume.ts';
import { REVOKE } from './revoke.ts';
import { ROTATE } from './rotate.ts';
import { RULES } from './rules.ts';
import { SCAN } from './scan.ts';
import { STAGED } from './staged.ts';
import { VERIFY } from './verify.ts';

/** Every command, in the order in which help shows them. */
export const COMMANDS: readonly Command[] = [AUDIT, SCAN, STAGED, RANGE, CI, INIT, HOOK, HYGIENE, BASELINE, ALLOW, RULES, EXPLAIN, REPORT, RESPOND, VERIFY, ROTATE, REVOKE, RESUME, RECEIPT, HISTORY_ADVICE, DOCTOR, completionCommand(() => COMMANDS)];
