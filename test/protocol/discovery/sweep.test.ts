import { afterEach, describe, expect, it } from 'vitest';
import { parseSendErrors } from '../../../electron/discovery/send-errors';
import { sweep } from '../../../electron/discovery/sweep';
import { Pacer } from '../../../electron/discovery/sweep-pace';
import { WSD_PORT } from '../../../electron/discovery/ws-discovery-message';
import { never } from '../../fixtures/loopback';
import { respondAt, type UdpResponder } from '../../fixtures/udp-responder';

const open: UdpResponder[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((responder) => responder.close()));
});

const PACE = { burst: 4, perSecond: 2_000 };
// Nobody else in the tests is there.
const ADDRESSES = Array.from({ length: 12 }, (_, index) => `127.78.3.${index + 1}`);

/** How often each address was asked, and how many addresses were told. `errors`: what the system says that it threw away, look by look. */
async function asked(errors: (look: number) => number | null): Promise<{ times: number; told: number }> {
  const host = await respondAt(WSD_PORT, [], () => []);
  open.push(host);
  let looks = 0;
  let told = 0;
  await sweep({ addresses: ADDRESSES, count: ADDRESSES.length, from: null, skip: new Set([ADDRESSES[0] ?? '']), probes: [Buffer.from('sweep-test')], pace: PACE, pacer: new Pacer(PACE), listener: () => undefined, countErrors: async () => errors(looks++), onAsked: (count) => (told += count), signal: never });
  return { times: host.heard.filter((datagram) => datagram.toString() === 'sweep-test').length, told };
}

describe('a sweep', () => {
  it('asks every address once, but for its own', async () => {
    expect(await asked(() => 7)).toEqual({ times: 11, told: 12 });
    expect(await asked(() => null)).toEqual({ times: 11, told: 12 });
  });

  it('asks those again that the system threw away, and tells of them once', async () => {
    // The count rises while the first round is out, and no more.
    const { times, told } = await asked((look) => (look === 0 ? 7 : 8));
    expect(times).toBeGreaterThan(11);
    expect(times).toBeLessThan(22);
    expect(told).toBe(12);
  });

  it('gives up on a system that throws away everything', async () => {
    expect(await asked((look) => look)).toEqual({ times: 44, told: 12 });
  });
});

describe('what the system threw away', () => {
  it('is read from its table', () => {
    expect(parseSendErrors('Tcp: A B\nTcp: 1 2\nUdp: InDatagrams OutDatagrams SndbufErrors InCsumErrors\nUdp: 112 3618 5049 0\n')).toBe(5_049);
    expect([parseSendErrors(''), parseSendErrors('Udp: SndbufErrors\nUdp: x\n'), parseSendErrors('Udp: OutDatagrams\nUdp: 5\n')]).toEqual([null, null, null]);
  });
});
