import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { githubToken } from '../test/helpers/keys.ts';
import { makeRepo } from '../test/helpers/repo.ts';
import { BIN } from '../test/helpers/run-cli.ts';

/** Draws the pictures of the README from real runs on a small repository: `npx tsx tools/terminal-picture.ts`. */
const COLORS: Readonly<Record<string, string>> = { 31: '#ff7b72', 32: '#7ee787', 33: '#e3b341', 36: '#79c0ff', 39: '#e6edf3' };
const LINE = 19;
const CHARACTER = 8.43;
const WIDTH = 108;

const escapeXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** One line with select-graphic-rendition codes as spans. */
function spansOf(line: string): string {
  let style = { fill: COLORS['39'] ?? '', weight: 'normal', opacity: '1' };
  return line
    .split(/(\u001b\[\d+m)/)
    .map((part) => {
      const code = /^\u001b\[(\d+)m$/.exec(part)?.[1];
      if (code === undefined) return part === '' ? '' : `<tspan fill="${style.fill}" font-weight="${style.weight}" opacity="${style.opacity}">${escapeXml(part)}</tspan>`;
      if (code === '1') style = { ...style, weight: 'bold' };
      else if (code === '2') style = { ...style, opacity: '0.6' };
      else if (code === '22') style = { ...style, weight: 'normal', opacity: '1' };
      else style = { ...style, fill: COLORS[code] ?? style.fill };
      return '';
    })
    .join('');
}

function draw(lines: readonly string[], path: string): void {
  const height = lines.length * LINE + 32;
  const rows = lines.map((line, index) => `<text x="16" y="${index * LINE + 30}" xml:space="preserve">${spansOf(line)}</text>`);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${Math.round(WIDTH * CHARACTER + 32)}" height="${height}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14">
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
${rows.join('\n')}
</svg>\n`;
  writeFileSync(path, svg);
  console.log(`${path}: ${lines.length} lines`);
}

const repo = makeRepo();
const env = { ...repo.env, FORCE_COLOR: '1', COLUMNS: String(WIDTH) };
try {
  repo.commitFile('src/server.ts', `import { serve } from './http.js';\n\nexport const start = () => serve(8080);\n`, 'Start the server');
  repo.commitFile('deploy/config.yml', `region: eu-1\ngithub:\n  token: ${githubToken('picture')}\n`, 'Add the deploy configuration');
  repo.git('rm', '-q', 'deploy/config.yml');
  repo.commit('Remove the configuration again');
  mkdirSync('docs', { recursive: true });
  const audit = spawnSync(process.execPath, [BIN, 'audit'], { cwd: repo.dir, env, encoding: 'utf8' });
  draw(['$ stanch audit', ...audit.stdout.trimEnd().split('\n')], 'docs/audit.svg');
  execFileSync(process.execPath, [BIN, 'init', '--native'], { cwd: repo.dir, env });
  repo.write('src/server.ts', `import { serve } from './http.js';\n\nconst token = '${githubToken('hook')}';\nexport const start = () => serve(8080, token);\n`);
  repo.git('add', '.');
  const commit = spawnSync('git', ['commit', '-m', 'Use the token'], { cwd: repo.dir, env, encoding: 'utf8' });
  draw(['$ git commit -am "Use the token"', ...`${commit.stdout}${commit.stderr}`.trimEnd().split('\n')], 'docs/hook.svg');
} finally {
  repo.cleanup();
}
