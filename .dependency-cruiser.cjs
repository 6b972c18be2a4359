/** Layers of the house. Each rule names the arrow that it forbids and why. */
const LEVELS = [
  ['core'],
  ['yaml', 'ruleset', 'config', 'detect', 'report', 'hygiene'],
  ['git', 'sources', 'engine', 'http', 'providers', 'sinks', 'store'],
  ['app'],
  ['cli', 'hook', 'action'],
  ['bin'],
];
/** Arrows between rooms of one level that are allowed. */
const BROTHERS = { sources: ['git'], engine: ['git', 'detect'], providers: ['http'], sinks: ['http'], detect: ['ruleset'], ruleset: ['yaml'], config: ['yaml'] };

const room = (names) => `^src/(${names.join('|')})/`;
const upward = LEVELS.flatMap((rooms, level) => {
  const above = LEVELS.slice(level + 1).flat();
  return above.length === 0
    ? []
    : [{ name: `up-from-${rooms[0]}`, comment: 'arrows go down only', severity: 'error', from: { path: room(rooms) }, to: { path: room(above) } }];
});
const sideways = LEVELS.flat().map((name) => {
  const level = LEVELS.find((rooms) => rooms.includes(name));
  const forbidden = level.filter((other) => other !== name && !(BROTHERS[name] ?? []).includes(other));
  return { name: `beside-${name}`, comment: 'rooms on one level do not know each other', severity: 'error', from: { path: room([name]) }, to: { path: forbidden.length === 0 ? '^$' : room(forbidden) } };
});
const door = (name, packages, allowed) => ({
  name,
  comment: `${packages} has one door`,
  severity: 'error',
  from: { path: '^src/', pathNot: allowed },
  to: { path: `node_modules/(${packages})/` },
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: { path: '^src/' }, to: { circular: true } },
    ...upward,
    ...sideways,
    {
      name: 'pure-below',
      comment: 'core, yaml, ruleset, config, detect, report and hygiene do no input or output',
      severity: 'error',
      from: { path: room([...LEVELS[0], ...LEVELS[1]]) },
      to: { dependencyTypes: ['core'], path: '^(node:)?(fs|fs/promises|child_process|net|http|https|process|worker_threads|dns|tls|os)$' },
    },
    door('door-simple-git', 'simple-git', '^src/git/'),
    door('door-fast-glob', 'fast-glob', '^src/sources/'),
    door('door-picomatch', 'picomatch', '^src/config/'),
    door('door-zod', 'zod', 'schema\\.ts$'),
    door('door-octokit', '@octokit', '^src/(providers/github|action)/'),
    { name: 'no-tests-in-src', severity: 'error', from: { path: '^src/' }, to: { path: '^(test|fixtures|bench|tools)/' } },
    { name: 'not-to-dev', severity: 'error', from: { path: '^src/' }, to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};
