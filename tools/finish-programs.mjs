import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/*
 * Two changes to the built programs, so that they start sooner. Built-in modules that a hook which finds nothing never
 * calls take milliseconds to load: they are loaded when one of their functions is asked for. And parts that are loaded on demand come
 * by `require`, as all others do: `import()` would start Node's loader of modules beside it, and see another instance
 * of what `bin/part-loader.ts` has loaded. Throws when the bundler no longer writes what is looked for.
 */
const CHANGES = [
  { what: 'built-in module', from: /^var (\w+) = require\('(crypto|zlib)'\);/gm, to: "var $1 = new Proxy({}, { get: (_, name) => require('$2')[name] });", count: 0 },
  { what: 'part on demand', from: /\bimport\('(\.\/[\w-]+\.cjs)'\)/g, to: "Promise.resolve().then(() => require('$1'))", count: 0 },
];

for (const name of readdirSync('dist').filter((file) => file.endsWith('.cjs'))) {
  const code = readFileSync(`dist/${name}`, 'utf8');
  const finished = CHANGES.reduce((text, change) => {
    change.count += text.match(change.from)?.length ?? 0;
    return text.replaceAll(change.from, change.to);
  }, code);
  if (finished !== code) writeFileSync(`dist/${name}`, finished);
}
for (const { what, count } of CHANGES) if (count === 0) throw new Error(`no ${what} was found to be changed`);
