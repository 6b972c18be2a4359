import { describe, expect, test } from 'vitest';
import { proxyFor } from '#http/proxy.ts';

const PROXY = { https_proxy: 'http://proxy.test:3128' };
const hostOf = (address: string, env: Readonly<Record<string, string>>): string | undefined => proxyFor(address, env)?.url.host;

describe('a proxy', () => {
  test.each([
    ['https://api.github.com', {}, undefined],
    ['https://api.github.com', PROXY, 'proxy.test:3128'],
    ['http://api.github.com', PROXY, undefined],
    ['http://api.github.com', { HTTP_PROXY: 'proxy.test' }, 'proxy.test'],
    ['https://api.github.com', { HTTPS_PROXY: 'big.test:1', https_proxy: 'small.test:2' }, 'small.test:2'],
    ['https://api.github.com', { HTTPS_PROXY: '', all_proxy: 'https://all.test' }, 'all.test'],
  ])('for %s by %o is %s', (address, env, host) => {
    expect(hostOf(address, env)).toBe(host);
  });

  test.each([
    ['*', undefined],
    ['api.github.com', undefined],
    ['github.com', undefined],
    ['.github.com', undefined],
    ['*.GitHub.com', undefined],
    ['other.test,api.github.com:443', undefined],
    ['api.github.com:8443', 'proxy.test:3128'],
    ['hub.com', 'proxy.test:3128'],
    ['xapi.github.com', 'proxy.test:3128'],
    ['', 'proxy.test:3128'],
    [', .', 'proxy.test:3128'],
  ])('is left out by NO_PROXY %j or not: %s', (exempt, host) => {
    expect(hostOf('https://api.github.com', { ...PROXY, NO_PROXY: exempt })).toBe(host);
  });

  test('with an account sends that apart from the address', () => {
    const proxy = proxyFor('https://a.test', { https_proxy: 'http://ada:love%20lace@proxy.test:3128/' });
    expect(proxy?.url.href).toBe('http://proxy.test:3128/');
    expect(proxy?.authorization).toBe(`Basic ${Buffer.from('ada:love lace').toString('base64')}`);
  });

  test.each(['socks5://proxy.test', 'http://', 'http://a b', 'file:///etc/passwd', 'http://:x@'])('%s is refused, and not repeated', (text) => {
    const ask = (): unknown => proxyFor('https://a.test', { https_proxy: text });
    expect(ask).toThrow(/HTTPS_PROXY/);
    expect(ask).not.toThrow(text);
  });
});
