#!/usr/bin/env node
import process from 'node:process';
import { keepCompiledCode } from './compiled-code.ts';

keepCompiledCode(process.env);

// A hook runs on every commit: it is a bundle of its own, so that starting it does not load the whole tool.
const [, , name, first = ''] = process.argv;
const door = name === 'hook' && !['-h', '--help'].includes(first) ? './hook.cjs' : './main.cjs';
// oxlint-disable-next-line typescript/no-require-imports -- the built file is CommonJS, and the choice is made at run time
require(door);
