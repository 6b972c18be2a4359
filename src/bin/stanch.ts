#!/usr/bin/env node
import process from 'node:process';
import { ownFolder } from './own-folder.ts';
import { PartLoader } from './part-loader.ts';

// A hook runs on every commit: it is a bundle of its own, so that starting it does not load the whole tool.
const [, , name, first = ''] = process.argv;
const door = name === 'hook' && !['-h', '--help'].includes(first) ? 'hook.cjs' : 'main.cjs';
new PartLoader(door, { folder: __dirname, keepIn: process.env['NODE_DISABLE_COMPILE_CACHE'] === '1' ? undefined : ownFolder(process.env) }).load(`./${door}`);
