import type { HostKey } from '../../../electron/domain/box';
import { Secret, type SecretRef } from '../../../electron/domain/secret';
import type { BoxSettings } from '../../../electron/domain/site';
import type { Box, BoxConnector, Secrets } from '../../../electron/engine/ports';
import { createBoxConnector } from '../../../electron/box/ssh-box';

/** Secrets by name, for tests: a reference of kind `env` reveals the value it is called by here. */
export function secretsOf(values: Record<string, string>): Secrets {
  return {
    reveal: async (ref: SecretRef) => new Secret(ref.kind === 'env' ? (values[ref.name] ?? '') : ''),
    learned: (value) => new Secret(value),
  };
}

export const ref = (name: string): SecretRef => ({ kind: 'env', name });

export interface LoginWish {
  readonly host?: string;
  readonly port: number;
  readonly username: string;
  readonly password?: string;
  readonly privateKey?: string;
  readonly passphrase?: string;
  readonly sudoPassword?: string;
  readonly pin?: HostKey;
  /** With the keys of the agent that the environment names. */
  readonly agent?: true;
  readonly allowLegacy?: boolean;
}

export const never = new AbortController().signal;

export function connector(): BoxConnector {
  return createBoxConnector({ log: () => undefined, now: Date.now });
}

export async function connectTo(wish: LoginWish): Promise<Box> {
  const host = wish.host ?? '127.0.0.1';
  const boxes = connector();
  const pin = wish.pin ?? (await boxes.hostKey({ host, port: wish.port, allowLegacy: wish.allowLegacy ?? false }, never));
  const settings: BoxSettings = {
    host,
    port: wish.port,
    username: wish.username,
    auth: wish.agent === true ? { kind: 'agent' } : wish.privateKey === undefined ? { kind: 'password', password: ref('password') } : { kind: 'key', privateKey: ref('key'), passphrase: wish.passphrase === undefined ? null : ref('passphrase') },
    sudoPassword: wish.sudoPassword === undefined ? null : ref('sudo'),
    hostKey: null,
    allowLegacy: wish.allowLegacy ?? false,
  };
  const secrets = secretsOf({ password: wish.password ?? '', key: wish.privateKey ?? '', passphrase: wish.passphrase ?? '', sudo: wish.sudoPassword ?? '' });
  return boxes.connect(settings, pin, secrets, never);
}
