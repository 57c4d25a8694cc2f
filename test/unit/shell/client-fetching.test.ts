import { describe, expect, it } from 'vitest';
import { TunnelError } from '../../../electron/domain/errors';
import type { ClientFetch } from '../../../electron/domain/vpn-client';
import { ClientFetching } from '../../../electron/shell/client-fetching';
import { MemoryShelf } from '../../fixtures/memory-shelf';

function order(): { shelf: MemoryShelf; told: (ClientFetch | null)[]; fetching: ClientFetching } {
  const shelf = new MemoryShelf();
  const told: (ClientFetch | null)[] = [];
  return { shelf, told, fetching: new ClientFetching(shelf, (now) => { told.push(now); }) };
}

describe('fetching for the window', () => {
  it('tells how far it is, each figure once, and that it is over', async () => {
    const { shelf, told, fetching } = order();
    shelf.fetching = (version, architecture, { progress }) => {
      for (const done of [0, 1, 1, 1, 2]) progress({ task: 'fetch-client', subject: `${version} ${architecture}`, state: 'running', done, total: 3, step: null });
      return Promise.resolve();
    };
    expect(await fetching.fetch('v1.5.1', ['arm64', 'amd64'])).toEqual({ failed: [] });
    expect(told.map((now) => (now === null ? 'over' : `${now.architecture} ${String(now.done)}/${String(now.total)}`))).toEqual(['arm64 0/null', 'arm64 0/3', 'arm64 1/3', 'arm64 2/3', 'amd64 0/3', 'amd64 1/3', 'amd64 2/3', 'over']);
    expect(shelf.held.map(({ architecture }) => architecture)).toEqual(['arm64', 'amd64']);
    expect(fetching.now).toBeNull();
  });

  it('is one at a time', async () => {
    const { shelf, fetching } = order();
    let end = (): void => undefined;
    shelf.fetching = () => new Promise((resolve) => { end = resolve; });
    const first = fetching.fetch('v1.5.1', ['arm64']);
    expect(fetching.now).toMatchObject({ version: 'v1.5.1', architecture: 'arm64' });
    await expect(fetching.fetch('v1.4.0', ['arm64'])).rejects.toMatchObject({ code: 'input-invalid' });
    end();
    await first;
    shelf.fetching = () => Promise.resolve();
    await fetching.fetch('v1.4.0', ['arm64']);
  });

  it('is stopped, and can be begun again', async () => {
    const { shelf, told, fetching } = order();
    shelf.fetching = (_version, _architecture, { signal }) => new Promise((_resolve, reject) => { signal.addEventListener('abort', () => { reject(new TunnelError('cancelled')); }); });
    const fetched = fetching.fetch('v1.5.1', ['arm64', 'amd64']);
    fetching.stop();
    await expect(fetched).rejects.toMatchObject({ code: 'cancelled' });
    expect(told.at(-1)).toBeNull();
    fetching.stop();
    shelf.fetching = () => Promise.resolve();
    expect(await fetching.fetch('v1.5.1', ['arm64'])).toEqual({ failed: [] });
  });

  it('names what could not be had', async () => {
    const { shelf, fetching } = order();
    shelf.fetching = (_version, architecture) => (architecture === 'armv7' ? Promise.reject(new TunnelError('client-checksum', { seen: 'a', expected: 'b' })) : Promise.resolve());
    expect(await fetching.fetch('v1.5.1', ['armv7', 'arm64'])).toMatchObject({ failed: [{ architecture: 'armv7', error: { code: 'client-checksum' } }] });
  });
});
