import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/*
 * Built-in modules that a hook which finds nothing never calls take milliseconds to load. In the built programs they
 * are loaded when one of their functions is asked for. Throws when the bundler no longer writes what is looked for.
 */
const REQUIRE = /^var (\w+) = require\('(crypto|zlib)'\);/gm;
let count = 0;
for (const name of readdirSync('dist').filter((file) => file.endsWith('.cjs'))) {
  const code = readFileSync(`dist/${name}`, 'utf8');
  const lazy = code.replaceAll(REQUIRE, (_all, variable, module) => {
    count += 1;
    return `var ${variable} = new Proxy({}, { get: (_, name) => require('${module}')[name] });`;
  });
  if (lazy !== code) writeFileSync(`dist/${name}`, lazy);
}
if (count === 0) throw new Error('no built-in module was found to be made lazy');
