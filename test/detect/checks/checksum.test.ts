import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHECKS } from '#detect/checks/index.ts';
import { fillTemplate } from '#ruleset/template.ts';
import { candidateOf } from './candidate.ts';

/** Checks and sample makers are written apart from each other; each line holds one against the other. */
const CASES: readonly (readonly [unknown, string])[] = [
  ['crc32-b62', '{{crc32-b62:ghp_:base62:30}}'],
  ['crc32-b62', '{{crc32-b62:ghr_:base62:70}}'],
  ['crc32-b62-prefixed', '{{crc32-b62-prefixed:jsrp_:base62:29}}'],
  ['crc32-b62-parted', '{{crc32-b62-parted:mct_:base62:30}}'],
  ['crc32-b62le-parted', '{{crc32-b62le-parted:mct_:base62:30}}'],
  ['crc32-b62lower-prefixed', '{{crc32-b62lower-prefixed:apify_api_:base62:30}}'],
  ['crc32-hex8', '{{crc32-hex8:zpka_:hex:32}}'],
  ['crc32-hex8-prefixed', '{{crc32-hex8-prefixed:packagist_ort_:hex:60}}'],
  ['crc32-HEX8-prefixed', '{{crc32-HEX8-prefixed:ATBB:base62:24}}'],
  ['crc32-hexle-grafana', '{{crc32-hexle-grafana:glsa_:base62:32}}'],
  ['crc32-b36-7-prefixed', '{{crc32-b36-7-prefixed:glpat-:base64url:27:.01.0a}}'],
  ['crc32-b64le', '{{crc32-b64le:cflt:base64:54}}'],
  ['sha256-b32-8', '{{github-fine:github_pat_}}'],
  ['nkey', '{{crc16:9000:33}}'],
  ['strkey', '{{crc16:90:33}}'],
  ['bech32', '{{bech32-key:age-secret-key-:52}}'],
  ['bech32', '{{bech32-upper-key:age-secret-key-:52}}'],
  ['base58check', '{{base58check:80:33:01}}'],
  ['base58check', '{{base58check:80:33}}'],
  ['cask', '{{cask:AZDO}}'],
  ['cask', '{{cask:AAABACOG}}'],
  [{ marvin: ['Default0'] }, '{{azure-key:+ASt:76:Default0}}'],
  [{ marvin: ['Manage00', 'Send0000'] }, '{{azure-key:+AEh:33:Send0000}}'],
];

/** Another character of the same kind at `at`. */
function altered(value: string, at: number): string {
  const old = value.charAt(at);
  const next = /[0-9]/.test(old) ? String((Number(old) + 1) % 10) : old === 'a' ? 'b' : old === 'A' ? 'B' : /[a-z]/.test(old) ? 'a' : 'A';
  return value.slice(0, at) + next + value.slice(at + 1);
}

describe('checksum', () => {
  it.each(CASES)('%j holds on %s', (arg, template) => {
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const check = CHECKS.get('checksum')?.(arg);
        expect(check?.(candidateOf(fillTemplate(template, seed)))).toEqual({ kind: 'pass', proven: true });
      }),
      { numRuns: 20 },
    );
  });

  it.each(CASES)('%j fails on one altered character of %s', (arg, template) => {
    fc.assert(
      fc.property(fc.string(), fc.nat(8), (seed, offset) => {
        const value = fillTemplate(template, seed);
        const body = Math.floor(value.length / 2) + offset - 4;
        const check = CHECKS.get('checksum')?.(arg);
        fc.pre(altered(value, body) !== value && /[0-9A-Za-z]/.test(value.charAt(body)) && value.charAt(body) !== '1');
        expect(check?.(candidateOf(altered(value, body)))?.kind).toBe('doubt');
      }),
      { numRuns: 20 },
    );
  });

  it('knows published values, kept in parts', () => {
    const holds = (name: string, ...parts: string[]): boolean => CHECKS.get('checksum')?.(name)(candidateOf(parts.join(''))).kind === 'pass';
    expect(holds('crc32-b62', 'gh', 'p_', 'AE8Oz9Szd2fC3F2oZUvxgJr', 'VvxT3pk', '2ROq7g')).toBe(true);
    expect(holds('crc32-hexle-grafana', 'gl', 'sa_', 'TYi39actxMflXkTaOJx0', 'gksuPlY80JFb', '_', 'fd473193')).toBe(true);
    expect(holds('bech32', 'AGE-SECRET', '-KEY-1', 'tczra4psnxqpwvd9vjrlasvruxfe'.toUpperCase(), 'afc95nq84xf4glfww0r7kzjt06ycjx'.toUpperCase())).toBe(true);
    expect(holds('crc32-b64le', 'cf', 'lt', 'AJ8s0ALYTBkdhjOxiDYa/nQCV5Iwj', '61S4xuVTDLS6BJ5c1M6ezeC/W', 'rh04pA')).toBe(true);
  });

  it('refuses names and seeds that it does not know', () => {
    expect(() => CHECKS.get('checksum')?.('md5')).toThrow(/no checksum is called that/);
    expect(() => CHECKS.get('checksum')?.({ marvin: ['short'] })).toThrow(/eight letters/);
  });
});
