import { z } from 'zod';

/**
 * Where a secret is, never the secret. `vault`: the application's own store (wizard). `env` and `file`: named by an
 * administrator in a site file for the terminal. A file's trailing newline is not part of the secret.
 */
export const SecretRef = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('vault'), id: z.string().min(1).max(64) }),
  z.object({ kind: z.literal('env'), name: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/) }),
  z.object({ kind: z.literal('file'), path: z.string().min(1) }),
]);
export type SecretRef = z.infer<typeof SecretRef>;

/** Do both say the same place? What is there may have changed meanwhile. */
export function isSameSecret(one: SecretRef, other: SecretRef): boolean {
  return JSON.stringify(SecretRef.parse(one)) === JSON.stringify(SecretRef.parse(other));
}

/** A secret's value at run time. Only drivers unwrap it, right where it goes on the wire. */
export class Secret {
  readonly #value: string;
  constructor(value: string) {
    this.#value = value;
  }
  reveal(): string {
    return this.#value;
  }
  // Whoever logs, stringifies or spreads a secret by mistake gets this.
  toString(): string {
    return '[secret]';
  }
  toJSON(): string {
    return '[secret]';
  }
}
