import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { TunnelError } from '../domain/errors';
import type { Redactor } from '../domain/redaction';
import { Secret, type SecretRef } from '../domain/secret';
import type { Secrets } from '../engine/ports';
import { isMissing, writeAtomically } from './atomic-file';

/** The system's keychain, as far as it has one; never asked before the first secret is kept or needed (a locked one blocks). */
export interface SecretKeeper {
  available(): boolean | Promise<boolean>;
  seal(text: string): Uint8Array | Promise<Uint8Array>;
  /** Throws when the value was sealed by another user or system. */
  open(sealed: Uint8Array): string | Promise<string>;
}

/** No keychain: secrets live in memory and end with the program, and the interface says so. */
export const MEMORY_ONLY: SecretKeeper = {
  available: () => false,
  seal: () => {
    throw new TunnelError('bug', {}, { detail: 'sealed without a keychain' });
  },
  open: () => {
    throw new TunnelError('bug', {}, { detail: 'opened without a keychain' });
  },
};

const SealedFile = z.object({ version: z.literal(1), sealed: z.record(z.string(), z.string()) });

/** Secrets by reference: the application's vault, environment variables, files. Every value is known to the redactor before anybody gets it. */
export class SecretStore implements Secrets {
  readonly #file: string | null;
  readonly #keeper: SecretKeeper;
  readonly #redactor: Redactor;
  readonly #values = new Map<string, string>();
  #sealed: Record<string, string> | null = null;
  #saving: Promise<void> = Promise.resolve();

  /** `file`: where sealed values are kept; null keeps nothing. */
  constructor(file: string | null, keeper: SecretKeeper, redactor: Redactor) {
    this.#file = file;
    this.#keeper = keeper;
    this.#redactor = redactor;
  }

  /** Puts a value in under a new or given id. */
  async keep(value: string, id: string = randomUUID()): Promise<SecretRef> {
    this.#redactor.register(value);
    this.#values.set(id, value);
    if (this.#file !== null && (await this.#keeper.available())) {
      const sealed = await this.#load();
      sealed[id] = Buffer.from(await this.#keeper.seal(value)).toString('base64');
      await this.#save();
    }
    return { kind: 'vault', id };
  }

  /** Nothing is left of it; one that is not there is fine. */
  async forget(id: string): Promise<void> {
    this.#values.delete(id);
    const sealed = await this.#load();
    if (sealed[id] === undefined) return;
    delete sealed[id];
    await this.#save();
  }

  async reveal(ref: SecretRef): Promise<Secret> {
    const value = await this.#find(ref);
    this.#redactor.register(value);
    return new Secret(value);
  }

  learned(value: string): Secret {
    this.#redactor.register(value);
    return new Secret(value);
  }

  async #find(ref: SecretRef): Promise<string> {
    switch (ref.kind) {
      case 'env': {
        const value = process.env[ref.name];
        if (value === undefined) throw new TunnelError('secret-missing', { name: ref.name });
        return value;
      }
      case 'file':
        try {
          return (await readFile(ref.path, 'utf8')).replace(/\r?\n$/, '');
        } catch {
          throw new TunnelError('secret-missing', { name: path.basename(ref.path) });
        }
      case 'vault': {
        const known = this.#values.get(ref.id);
        if (known !== undefined) return known;
        const sealed = (await this.#load())[ref.id];
        if (sealed === undefined || !(await this.#keeper.available())) throw new TunnelError('secret-missing', { name: ref.id });
        try {
          const value = await this.#keeper.open(Buffer.from(sealed, 'base64'));
          this.#values.set(ref.id, value);
          return value;
        } catch {
          throw new TunnelError('secret-missing', { name: ref.id });
        }
      }
    }
  }

  async #load(): Promise<Record<string, string>> {
    if (this.#sealed !== null) return this.#sealed;
    this.#sealed = {};
    if (this.#file !== null) {
      try {
        this.#sealed = SealedFile.parse(JSON.parse(await readFile(this.#file, 'utf8'))).sealed;
      } catch (error) {
        // A damaged store means typing the passwords again; it must not keep anybody from working.
        if (!isMissing(error)) this.#sealed = {};
      }
    }
    return this.#sealed;
  }

  #save(): Promise<void> {
    this.#saving = this.#saving.catch(() => undefined).then(async () => {
      if (this.#file !== null) await writeAtomically(this.#file, JSON.stringify({ version: 1, sealed: this.#sealed ?? {} }));
    });
    return this.#saving;
  }
}
