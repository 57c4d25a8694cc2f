import { describe, expect, it } from 'vitest';
import { explain } from '../../electron/engine/explain';
import { fakePorts, FakeWorld } from '../fixtures/fake-world';

const conduct = { signal: new AbortController().signal, progress: () => undefined };

describe('asking about an address', () => {
  const asked: string[] = [];
  const ports = fakePorts(new FakeWorld());
  const discovery = { ...ports.discovery, explain: (...[address, given]: Parameters<typeof ports.discovery.explain>) => (asked.push(address), ports.discovery.explain(address, given)) };

  it('goes anywhere from a real site', async () => {
    expect(await explain({ discovery }, { mode: 'real', ranges: [] }, '10.9.8.7', conduct)).toMatchObject({ address: '10.9.8.7' });
    expect(asked).toEqual(['10.9.8.7']);
  });

  it('stays inside the practice site from there', async () => {
    asked.length = 0;
    expect(await explain({ discovery }, { mode: 'practice', ranges: ['127.77.4.0/24'] }, '127.77.4.11', conduct)).toMatchObject({ address: '127.77.4.11' });
    for (const address of ['192.168.1.20', '127.77.5.11', 'camera']) await expect(explain({ discovery }, { mode: 'practice', ranges: ['127.77.4.0/24'] }, address, conduct)).rejects.toMatchObject({ code: 'input-invalid' });
    expect(asked).toEqual(['127.77.4.11']);
  });
});
