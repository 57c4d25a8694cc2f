import { takeBackLogins } from '../domain/camera-changes';
import type { SecretRef } from '../domain/secret';
import type { Site } from '../domain/site';
import type { Engine } from './engine';
import type { Log, Pictures, Ports, Secrets } from './ports';

export interface SecretVault extends Secrets {
  /** Puts a value in; nothing reads it out but drivers. */
  keep(value: string, id?: string): Promise<SecretRef>;
}

/** One open site with everything that works on it: what the two faces (window, terminal) are given by the composition. */
export interface OpenSite {
  readonly site: Site;
  readonly engine: Engine;
  readonly ports: Ports;
  readonly pictures: Pictures;
  readonly secrets: SecretVault;
  readonly redact: (text: string) => string;
  readonly log: Log;
  /** Replaces the settings; id and mode stay. Takes effect with the next run. */
  update(site: Site): Promise<Site>;
  close(): Promise<void>;
}

/** Takes everything back, and with the passwords that cameras had before the settings that name them. @throws what stopped it; what was taken back stands in the settings all the same. */
export async function undoSite(open: Pick<OpenSite, 'site' | 'engine' | 'update'>, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } finally {
    const next = takeBackLogins(open.site, open.engine.state);
    if (next !== open.site) await open.update(next);
  }
}
