import { SINK_KINDS } from '#sinks/registry.ts';
import type { Command } from '../command.ts';
import { APPLY_FLAGS, KEY_FLAGS, NEW_KEY_FLAG, planOrApply } from '../respond.ts';

export const ROTATE: Command = {
  name: 'rotate',
  usage: '[FINDING]',
  summary: 'make a new key, deliver it, read it back, revoke the old one and prove it dead',
  examples: [
    ['stanch rotate 3fa2b1c49d07 --dotenv .env:NEUROAI_API_KEY', 'show what would be done'],
    ['stanch rotate 3fa2b1c49d07 --dotenv .env:NEUROAI_API_KEY --apply', 'do it, asking before what cannot be undone'],
    ['stanch rotate 3fa2b1c49d07 --to vault:secret/shop#API_KEY --to github-actions:acme/shop#API_KEY', 'bring it to two stores'],
    ['stanch rotate 3fa2b1c49d07 --to github-actions:acme/shop#API_KEY --prove-by stanch-prove.yml', 'a job reads what GitHub gives to nobody'],
    ['pbpaste | stanch rotate 3fa2b1c49d07 --dotenv .env:API_KEY --new-key-stdin --apply --yes', 'with a new key that you made by hand'],
  ],
  flags: [
    { name: 'to', type: 'list', value: 'KIND:PLACE#NAME', doc: `put the new key into a store of keys, of a kind of these: ${SINK_KINDS.map(({ id }) => id).join(', ')}` },
    // Not env-file: Node 20 takes an option of that name for itself, wherever on the command line it stands.
    { name: 'dotenv', type: 'text', value: 'FILE:VARIABLE', doc: 'put the new key into a variable of a .env file' },
    { name: 'prove-by', type: 'text', value: 'WORKFLOW', doc: 'a workflow that says whether a store of --to that cannot be read back has the new key: [OWNER/REPO/]FILE.yml[@BRANCH]' },
    { name: 'command', type: 'text', value: 'COMMAND', doc: 'give the new key to a command on its standard input' },
    { name: 'read-command', type: 'text', value: 'COMMAND', doc: 'a command that prints what the other one stored' },
    { name: 'grace', type: 'text', value: 'MINUTES', doc: 'let both keys live for so long' },
    NEW_KEY_FLAG,
    ...KEY_FLAGS,
    ...APPLY_FLAGS,
  ],
  words: [0, 1],
  run: (invocation) => planOrApply(invocation, 'rotate'),
};
