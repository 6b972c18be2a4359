import { describe, expect, it } from 'vitest';
import { readRules } from '../../tools/read-rules.ts';
import { publicTextTest } from '../../bench/accuracy/public-text.ts';
import { base62 } from '../helpers/keys.ts';

const isPublic = publicTextTest(readRules().filter(({ secrecy, provider }) => secrecy === 'public-id' && provider === 'flutterwave'));
const KEY = base62('public-text', 32);
const PUBLISHABLE = ['FLWPUBK_TEST', `${base62('flw', 32).toLowerCase()}-X`].join('-');

describe('labelled text that is public by itself', () => {
  it.each([
    ['a host', 'acme.eu.auth0.com', 'AUTH0_DOMAIN=acme.eu.auth0.com'],
    ['a part of a host', 'acme', 'https://acme.blob.core.windows.net/box'],
    ['a URL without userinfo', 'https://chat.acme.io', 'url = "https://chat.acme.io"'],
    ['an address with a port', '10.0.0.1:443', 'server: 10.0.0.1:443'],
    ['a mail address', 'joe@acme.io', 'acme joe@acme.io'],
    ['a resource name', 'arn:aws:s3:::box/*', 'arn:aws:s3:::box/*'],
    ['what its name calls an id', KEY, `ACME_CLIENT_ID="${KEY}"`],
    ['what its name calls a user', KEY, `"userName": "${KEY}"`],
    ['a publishable key by its form', PUBLISHABLE, `key ${PUBLISHABLE}`],
  ])('%s', (_what, secret, text) => {
    expect(isPublic(secret, text)).toBe(true);
  });
});

describe('labelled text that is a secret', () => {
  it.each([
    ['a key under its name', KEY, `ACME_CLIENT_SECRET="${KEY}"`],
    ['a key alone', KEY, `${KEY}\n`],
    ['a password in a URL', KEY, `https://user:${KEY}@acme.io/x`],
    ['a URL with a password', `amqp://user:${KEY}@acme.io`, `CONNECTION_URI=amqp://user:${KEY}@acme.io`],
    ['the address of a webhook', 'https://hooks.acme.io/catch/1234/abcd', 'ENDPOINT=https://hooks.acme.io/catch/1234/abcd'],
    ['a drawn path', `https://acme.io/${KEY}`, `open https://acme.io/${KEY}`],
    ['a key in a query', `https://acme.io/?key=${KEY}`, `open https://acme.io/?key=${KEY}`],
  ])('%s', (_what, secret, text) => {
    expect(isPublic(secret, text)).toBe(false);
  });
});
