import { TunnelError } from '../domain/errors';
import type { Secret } from '../domain/secret';
import type { CameraAccount, CameraAccounts, Log, Login } from '../engine/ports';
import { pause } from './deadline';
import type { LoginLedger, LoginSubject } from './login-ledger';
import { readInformation } from './onvif/camera-description';
import { OnvifClient } from './onvif/onvif-client';
import { setUserPassword, userLevel } from './onvif/set-user';
import { NAMESPACES } from './onvif/soap';
import { UnreachableError } from './unreachable';

/** Milliseconds between looks at a camera that starts its services anew. */
const LOOK_AGAIN = 500;
/** Milliseconds; some start their web server anew when a user was changed, and are away for some seconds. */
const PATIENCE = 20_000;

/** The users of cameras, by ONVIF. Every login is counted in the ledger, like those of the reader. */
export function createCameraAccounts(deps: { ledger: LoginLedger; log: Log; now: () => number }): CameraAccounts {
  const enter = async (account: CameraAccount, password: Secret, signal: AbortSignal): Promise<{ client: OnvifClient; serial: string | null } | null> => {
    const { ledger, log, now } = deps;
    const { onvif, allowBasic, address } = account;
    if (onvif === null) throw new TunnelError('camera-no-users', { address, reason: 'no ONVIF' });
    const client = new OnvifClient({ serviceUrl: onvif, subject: subjectOf(account), logins: [loginOf(account, password)], allowBasic, ledger, log, now, signal });
    await client.meet();
    try {
      const information = await readInformation(client);
      // Some tell that to everybody, and then nothing was said about the password.
      if (client.login === null) await client.call('device', 'GetUsers', `<GetUsers xmlns="${NAMESPACES.device}"/>`);
      if (client.login === null) throw new TunnelError('camera-no-users', { address, reason: 'GetUsers: no login asked' });
      return { client, serial: information?.serial ?? null };
    } catch (error) {
      if (error instanceof TunnelError && error.code === 'camera-login-refused') return null;
      throw error;
    }
  };

  /** What a user may not do is answered by some as if the password were wrong; it was right a moment ago. */
  const inside = async <T>(account: CameraAccount, password: Secret, signal: AbortSignal, work: (client: OnvifClient) => Promise<T>): Promise<T> => {
    const entered = await enter(account, password, signal);
    if (entered === null) throw new TunnelError('camera-login-refused', { address: account.address });
    try {
      return await work(entered.client);
    } catch (error) {
      if (error instanceof TunnelError && error.code === 'camera-no-users') deps.ledger.forget(subjectOf(account), [loginOf(account, password)]);
      throw error;
    }
  };

  return {
    async holds(account, password, { signal }) {
      const until = deps.now() + PATIENCE;
      for (;;) {
        try {
          const entered = await enter(account, password, signal);
          return entered === null ? null : { serial: entered.serial };
        } catch (error) {
          // Only where no login was on its way: each one more may be a wrong one.
          if (!(error instanceof UnreachableError) || error.sent || deps.now() > until) throw error;
          await pause(LOOK_AGAIN, signal);
        }
      }
    },

    demandChangeable: async (account, password, { signal }) => {
      await inside(account, password, signal, (client) => userLevel(client, account.address, account.username));
    },

    async setPassword(account, { before, after }, { signal }) {
      const { address, username } = account;
      if (after.reveal() === '') throw new TunnelError('input-invalid', { field: 'password', reason: 'it is empty' });
      await inside(account, before, signal, (client) => setUserPassword(client, address, username, after));
      deps.ledger.forget(subjectOf(account), [loginOf(account, before), loginOf(account, after)]);
      deps.log('info', 'camera took another password', { address });
    },
  };
}

function subjectOf({ deviceId, address }: CameraAccount): LoginSubject {
  return { deviceId, address };
}

function loginOf({ username }: CameraAccount, password: Secret): Login {
  return { credentialId: 'account', username, password };
}
