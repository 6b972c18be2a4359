import { UsageError } from '#core/errors.ts';
import type { Command } from '../command.ts';

/** Only its help is here: the program's first step sends `stanch hook NAME` to a bundle of its own, which starts sooner. */
export const HOOK: Command = {
  name: 'hook',
  usage: 'NAME [words that git gives]',
  summary: 'what git hooks call: pre-commit, commit-msg, pre-push, post-checkout, pre-receive, update',
  examples: [
    ['stanch hook pre-commit', 'scan the index; what is new and sure stops the commit'],
    ['stanch hook pre-push origin URL < refs', 'scan what the remote does not have'],
    ['stanch hook pre-receive --budget 4.5 --on-timeout allow', 'on a server: at most 4.5 seconds, then let it through'],
  ],
  flags: [],
  words: [0, 8],
  run: () => {
    throw new UsageError('hooks start through the stanch program', 'stanch hook pre-commit');
  },
};
