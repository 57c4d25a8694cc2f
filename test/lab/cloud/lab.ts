import { readFileSync } from 'node:fs';

/** The cluster of the cloud: always the same, and open to nothing but the lab. */
export const KUBERNETES = { server: 'https://factory.lab.test:6443', port: 6443, token: 'kubernetes-of-the-lab', namespace: 'kerberos-factory' };

/** What the cloud side needs of lab.json; written by lib/describe.sh. */
export interface Lab {
  readonly state: string;
  readonly certificates: { readonly certificate: string; readonly key: string };
  readonly cloud: {
    readonly address: string;
    readonly netmaker: { readonly username: string; readonly password: string; readonly apiToken: string; readonly network: string; readonly range: string };
    readonly factory: { readonly username: string; readonly password: string };
    readonly agent: { readonly username: string; readonly password: string };
    readonly hub: { readonly interface: string; readonly address: string; readonly port: number; readonly keyFile: string };
    readonly framesFolder: string;
  };
  readonly netclient: { readonly version: string };
}

export function readLab(file: string): Lab {
  return JSON.parse(readFileSync(file, 'utf8')) as Lab;
}
