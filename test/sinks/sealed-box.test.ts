import fc from 'fast-check';
import sodium from 'libsodium-wrappers';
import { beforeAll, describe, expect, it } from 'vitest';
import { sealBox } from '#sinks/github/sealed-box.ts';

beforeAll(() => sodium.ready);

describe('a sealed box', () => {
  it('is opened by libsodium, whatever is in it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (text) => {
        const pair = sodium.crypto_box_keypair();
        const box = sealBox(text, pair.publicKey);
        expect(box.length).toBe(text.length + 48);
        expect(Buffer.from(sodium.crypto_box_seal_open(box, pair.publicKey, pair.privateKey))).toEqual(Buffer.from(text));
      }),
      { numRuns: 50 },
    );
  });

  it('is another one each time, and opens with no other key', () => {
    const [pair, other] = [sodium.crypto_box_keypair(), sodium.crypto_box_keypair()];
    const text = Buffer.from('value');
    const [one, two] = [sealBox(text, pair.publicKey), sealBox(text, pair.publicKey)];
    expect(Buffer.from(one).equals(two)).toBe(false);
    expect(() => sodium.crypto_box_seal_open(one, other.publicKey, other.privateKey)).toThrow();
  });

  it('is not made for points of small order or keys of another length', () => {
    expect(() => sealBox(Buffer.from('value'), new Uint8Array(32))).toThrow();
    expect(() => sealBox(Buffer.from('value'), Uint8Array.of(1, ...new Uint8Array(31)))).toThrow();
    expect(() => sealBox(Buffer.from('value'), new Uint8Array(31))).toThrow();
  });
});
