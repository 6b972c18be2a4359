import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A certificate and its key, as PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** An authority made for one test, and certificates that it signs. Needs `openssl`. */
export interface Authority {
  readonly ca: string;
  sign(name: string, extension: string): Certificate;
}

export function makeAuthority(folder: string): Authority {
  const at = (file: string): string => join(folder, file);
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { stdio: 'ignore', cwd: folder });
  const newKey = (file: string): void => openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', at(file));
  newKey('ca.key');
  openssl('req', '-x509', '-new', '-key', at('ca.key'), '-subj', '/CN=test authority', '-days', '3650', '-out', at('ca.crt'));
  return {
    ca: readFileSync(at('ca.crt'), 'utf8'),
    sign(name, extension) {
      newKey(`${name}.key`);
      writeFileSync(at(`${name}.ext`), extension);
      openssl('req', '-new', '-key', at(`${name}.key`), '-subj', `/CN=${name}`, '-out', at(`${name}.csr`));
      openssl('x509', '-req', '-in', at(`${name}.csr`), '-CA', at('ca.crt'), '-CAkey', at('ca.key'), '-CAcreateserial', '-days', '3650', '-extfile', at(`${name}.ext`), '-out', at(`${name}.crt`));
      return { cert: readFileSync(at(`${name}.crt`), 'utf8'), key: readFileSync(at(`${name}.key`), 'utf8') };
    },
  };
}
