import { useCallback, useEffect, useState } from 'react';
import type { ErrorData } from '../../electron/domain/errors';
import type { ClientArchitecture, ClientFetch, HeldClient } from '../../electron/domain/vpn-client';
import type { Output } from '../../electron/contract/contract';
import { errorOf } from '../bridge/bridge-error';
import { useApp } from './app-context';
import { useAsk } from './use-ask';

export interface Clients {
  /** null: not known yet. */
  readonly held: readonly HeldClient[] | null;
  /** Also what another part of the window, or the window before it was loaded again, has begun. */
  readonly fetching: ClientFetch | null;
  /** What the last fetch of this part could not get; null: none yet. */
  readonly failed: Output<'clients.fetch'>['failed'] | null;
  readonly asking: boolean;
  readonly error: ErrorData | null;
  readonly fetch: (version: string, architectures: readonly ClientArchitecture[]) => void;
  readonly stop: () => void;
  readonly confirm: (held: HeldClient) => void;
  readonly remove: (held: HeldClient) => void;
}

/** The VPN clients that this computer holds, and what can be done with them. */
export function useClients(): Clients {
  const { client } = useApp();
  const [held, setHeld] = useState<readonly HeldClient[] | null>(null);
  const [fetching, setFetching] = useState<ClientFetch | null>(null);
  const [failed, setFailed] = useState<Clients['failed']>(null);
  const [unlisted, setUnlisted] = useState<ErrorData | null>(null);
  const { asking, error, ask } = useAsk();

  const load = useCallback(async () => {
    try {
      const list = await client.ask('clients.list', null);
      setHeld(list.held);
      setFetching(list.fetching);
      setUnlisted(null);
    } catch (thrown) {
      setUnlisted(errorOf(thrown));
    }
  }, [client]);
  useEffect(() => {
    let there = true;
    const stopListening = client.listen((event) => {
      if (!there || event?.type !== 'clients') return;
      setFetching(event.fetching);
      if (event.fetching === null) void load();
    });
    // Nothing of it is set before the answer comes.
    // eslint-disable-next-line react-hooks/set-state-in-effect
    void load();
    return () => {
      there = false;
      stopListening();
    };
  }, [client, load]);

  return {
    held,
    fetching,
    failed,
    asking,
    error: error ?? unlisted,
    fetch: (version, architectures) => {
      setFailed(null);
      void ask(async () => { setFailed((await client.ask('clients.fetch', { version, architectures: [...architectures] })).failed); });
    },
    stop: () => { void client.ask('clients.stop', null).catch(() => undefined); },
    confirm: ({ version, architecture, sha256 }) => void ask(async () => {
      await client.ask('clients.confirm', { version, architecture, sha256 });
      await load();
    }),
    remove: ({ version, architecture }) => void ask(async () => {
      await client.ask('clients.remove', { version, architecture });
      await load();
    }),
  };
}
