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
