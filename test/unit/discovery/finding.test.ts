import { describe, expect, it } from 'vitest';
import { formatRange } from '../../../electron/domain/addresses';
import { localNetworks, type LocalNetwork } from '../../../electron/discovery/interfaces';
import { Limited } from '../../../electron/discovery/limited';
import { parseArpOfMac, parseArpOfWindows, parseProcNetArp } from '../../../electron/discovery/neighbours';
import { isForeign, isOnOtherWire, mayVisit, planSearch } from '../../../electron/discovery/search-plan';
import { vendorOfMac } from '../../../electron/discovery/vendor-mac';
import { probes, profileProbe, readWsd } from '../../../electron/discovery/ws-discovery-message';
import { parseXml } from '../../../electron/camera/onvif/xml';
import { parseAddress } from '../../../electron/domain/addresses';
import { corpus, corpusMissing } from '../../fixtures/cameras/corpus';

const interfaceOf = (address: string, cidr: string, internal = false) => [{ address, netmask: '', family: 'IPv4' as const, mac: '00:00:00:00:00:00', internal, cidr }];

describe("the computer's own networks", () => {
  const networks = localNetworks({
    lo: interfaceOf('127.0.0.1', '127.0.0.1/8', true), eth0: interfaceOf('192.168.1.5', '192.168.1.5/24'), docker0: interfaceOf('172.17.0.1', '172.17.0.1/16'), wg0: interfaceOf('10.9.0.2', '10.9.0.2/32'),
    'vEthernet (WSL)': interfaceOf('172.28.0.1', '172.28.0.1/20'), enp3s0: interfaceOf('10.20.30.40', '10.20.30.40/8'), en0: interfaceOf('169.254.3.4', '169.254.3.4/16'),
  });

  it('are real, made by software, or loopback', () => {
    expect(networks.map((network) => [network.name, network.kind])).toEqual([['lo', 'loopback'], ['eth0', 'real'], ['docker0', 'virtual'], ['vEthernet (WSL)', 'virtual'], ['enp3s0', 'real'], ['en0', 'real']]);
  });

  it('that are very large are swept around us only', () => {
    expect(networks.filter((network) => network.name === 'enp3s0').map((network) => formatRange(network.range))).toEqual(['10.20.28.0/22']);
  });
});

describe('what is searched', () => {
  const network = (name: string, cidr: string, kind: LocalNetwork['kind'] = 'real'): LocalNetwork[] => localNetworks({ [name]: interfaceOf(cidr.split('/')[0] ?? '', cidr) }).map((entry) => ({ ...entry, kind }));
  const lan = network('eth0', '192.168.1.5/24');
  const loopback = network('lo', '127.0.0.1/8', 'loopback');
  const docker = network('docker0', '172.17.0.1/16', 'virtual');
  const ways = (requested: string[], networks: LocalNetwork[]): string[] => planSearch(requested, networks).searches.map((search) => `${search.text} ${search.way.kind}`);

  it('without ranges are the real networks', () => {
    const plan = planSearch([], [...lan, ...loopback, ...docker]);
    expect(plan.searches.map((search) => search.text)).toEqual(['192.168.1.0/24']);
    expect(plan.multicastFrom).toEqual(['192.168.1.5']);
    expect(plan.interfaces.map((entry) => [entry.name, entry.searched])).toEqual([['eth0', true], ['lo', false], ['docker0', false]]);
  });

  it('is on-link where it is ours, and by connecting elsewhere', () => {
    expect(ways(['192.168.1.64/26', '192.168.9.0/24', '127.77.3.0/24'], [...lan, ...loopback])).toEqual(['192.168.1.64/26 on-link', '192.168.9.0/24 direct', '127.77.3.0/24 direct']);
    expect(ways(['192.168.0.0/22'], lan)).toEqual(['192.168.1.0/24 on-link', '192.168.0.0/22 direct']);
  });

  it('of the practice site asks no real network', () => {
    expect(planSearch(['127.77.3.0/24'], [...lan, ...loopback]).multicastFrom).toEqual([]);
  });

  it('by a single address is that, and is remembered as typed', () => {
    expect(planSearch(['192.168.1.20', '192.168.1.0/24'], lan)).toMatchObject({ typed: ['192.168.1.20'] });
  });

  it('falls back to software networks where there are no others', () => {
    expect(planSearch([], docker).multicastFrom).toEqual(['172.17.0.1']);
  });

  it('is refused where it is too large, no range, or nowhere', () => {
    expect(() => planSearch(['10.0.0.0/15'], lan)).toThrowError(expect.objectContaining({ code: 'range-too-large', params: { range: '10.0.0.0/15', addresses: 131_072 } }));
    expect(planSearch(['10.0.0.0/16'], lan).searches).toHaveLength(1);
    expect(() => planSearch(['cameras'], lan)).toThrowError(expect.objectContaining({ code: 'range-invalid', params: { range: 'cameras' } }));
    expect(() => planSearch([], loopback)).toThrowError(expect.objectContaining({ code: 'no-network' }));
  });

  it('does not connect to what answers from outside', () => {
    const plan = planSearch([], lan);
    expect([mayVisit(plan, parseAddress('192.168.1.77') ?? 0, lan), mayVisit(plan, parseAddress('10.0.0.7') ?? 0, lan)]).toEqual([true, false]);
  });

  it('leaves out what is heard from wires of ours that were not asked', () => {
    const office = network('eth1', '10.0.0.5/24');
    const all = [...lan, ...office, ...docker];
    const other = (requested: string[], address: string): boolean => isOnOtherWire(planSearch(requested, all), parseAddress(address) ?? 0, all);
    expect([other(['192.168.1.0/24'], '10.0.0.7'), other(['192.168.1.0/24'], '172.17.0.2'), other(['192.168.1.0/24'], '192.168.1.7'), other(['192.168.1.0/24'], '169.254.3.4')]).toEqual([true, true, false, false]);
    expect([other([], '10.0.0.7'), other([], '172.17.0.2')]).toEqual([false, true]);
  });

  it('knows which addresses are of no network of ours', () => {
    const all = [...lan, ...docker];
    const foreign = (address: string, requested: string[] = []): boolean => isForeign(planSearch(requested, all), parseAddress(address) ?? 0, all, [{ range: '192.168.20.0/24' }]);
    expect([foreign('192.168.1.9'), foreign('172.17.0.9'), foreign('192.168.20.9'), foreign('192.168.9.9', ['192.168.9.0/24'])]).toEqual([false, false, false, false]);
    expect([foreign('192.168.9.9'), foreign('169.254.1.1')]).toEqual([true, true]);
  });

  it('is shown with its networks: of what kind, whether searched, and whether only in part', () => {
    const large = network('eth1', '10.1.2.3/16');
    const shown = (requested: string[]) => planSearch(requested, [...lan, ...large, ...docker]).interfaces.map((entry) => [entry.name, entry.kind, entry.searched, entry.range, entry.partOf]);
    expect(shown([])).toEqual([['eth0', 'real', true, '192.168.1.0/24', null], ['eth1', 'real', true, '10.1.0.0/22', '10.1.0.0/16'], ['docker0', 'virtual', false, '172.17.0.0/22', null]]);
    expect(shown(['10.1.0.0/16'])[1]).toEqual(['eth1', 'real', true, '10.1.0.0/22', null]);
  });
});

describe('neighbours', () => {
  it('of Linux are those that answered', () => {
    expect(parseProcNetArp('IP address       HW type     Flags       HW address            Mask     Device\n192.168.1.20     0x1         0x2         ac:cc:8e:be:cc:ea     *        eth0\n192.168.1.21     0x1         0x0         ac:cc:8e:be:cc:eb     *        eth0\n192.168.1.22     0x1         0x6         58:03:fb:8a:57:9b     *        eth0\n')).toEqual([
      { address: '192.168.1.20', mac: 'ac:cc:8e:be:cc:ea' }, { address: '192.168.1.22', mac: '58:03:fb:8a:57:9b' },
    ]);
  });

  it('of macOS have their leading zeros back', () => {
    expect(parseArpOfMac('? (192.168.1.1) at ac:cc:8e:1:2:3 on en0 ifscope [ethernet]\n? (192.168.1.9) at (incomplete) on en0 ifscope [ethernet]\n? (224.0.0.251) at 1:0:5e:0:0:fb on en0 ifscope permanent [ethernet]\n')).toEqual([{ address: '192.168.1.1', mac: 'ac:cc:8e:01:02:03' }]);
  });

  it('of Windows are read without its words, which differ by language', () => {
    expect(parseArpOfWindows('\r\nInterface: 192.168.1.5 --- 0x5\r\n  Internetadres         Fysiek adres          Type\r\n  192.168.1.20          ac-cc-8e-be-cc-ea     dynamisch \r\n  192.168.1.255         ff-ff-ff-ff-ff-ff     statisch  \r\n  224.0.0.22            01-00-5e-00-00-16     statisch  \r\n')).toEqual([{ address: '192.168.1.20', mac: 'ac:cc:8e:be:cc:ea' }]);
  });
});

describe('makers by MAC', () => {
  it('are those of surveillance only', () => {
    expect([vendorOfMac('ac:cc:8e:be:cc:ea'), vendorOfMac('58:03:fb:8a:57:9b'), vendorOfMac('00:1b:21:00:00:00')]).toEqual(['Axis', 'Hikvision', null]);
  });
});

describe('connections at once', () => {
  it('are limited over all and per host, and a busy host holds up nobody else', async () => {
    const limited = new Limited(3, 1);
    const signal = new AbortController().signal;
    const running: string[] = [];
    let most = 0;
    const release: (() => void)[] = [];
    const task = (host: string) => limited.run(host, signal, () => new Promise<void>((resolve) => {
      running.push(host);
      most = Math.max(most, running.length);
      release.push(() => {
        running.splice(running.indexOf(host), 1);
        resolve();
      });
    }));
    const all = [task('a'), task('a'), task('b'), task('c'), task('d')];
    await Promise.resolve();
    expect(running).toEqual(['a', 'b', 'c']);
    for (let done = 0; done < 5; done++) {
      await expect.poll(() => release.length).toBeGreaterThan(0);
      release.shift()?.();
    }
    await Promise.all(all);
    expect(most).toBe(3);
  });

  it('that wait are given up by a cancel', async () => {
    const limited = new Limited(1, 1);
    const abort = new AbortController();
    const first = limited.run('a', abort.signal, () => new Promise<void>(() => undefined));
    void first.catch(() => undefined);
    const second = limited.run('b', abort.signal, async () => undefined);
    abort.abort();
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('a probe', () => {
  it('has three forms, each well-formed XML with an id of its own', () => {
    const texts = probes().map((probe) => probe.toString());
    expect(texts.map((text) => /<d:Types[^>]*>([^<]*)/.exec(text)?.[1])).toEqual(['dn:NetworkVideoTransmitter', 'tds:Device', undefined]);
    expect(new Set(texts.map((text) => /MessageID>([^<]*)/.exec(text)?.[1])).size).toBe(3);
    for (const text of [...texts, profileProbe().toString()]) {
      expect(text.startsWith('<?xml')).toBe(true);
      expect(parseXml(Buffer.from(text))?.name).toBe('Envelope');
      expect(text).toContain('ws/2005/04/discovery');
    }
  });
});

const missing = corpusMissing();
if (missing !== null) console.warn(`skipped: recorded answers to WS-Discovery, because ${missing}`);

describe.skipIf(missing !== null)('recorded answers to a probe', () => {
  const answers = () => Object.fromEntries(corpus('wsd-probematch', 'wsd-hello', 'wsd-fault').map((item) => [item.file.split('/')[1] ?? '', readWsd(item.bytes())]));
  const match = (name: string) => {
    const answer = Object.entries(answers()).find(([file]) => file.includes(name))?.[1];
    return answer?.kind === 'match' ? answer.matches[0] : undefined;
  };

  it('are all read', () => {
    expect(Object.entries(answers()).filter(([, answer]) => answer === null)).toEqual([]);
    expect(answers()['unknown_unknown_fault.xml']).toEqual({ kind: 'fault' });
  });

  it('have their types under known prefixes', () => {
    expect(match('TP-Link')?.types).toEqual(['dn:NetworkVideoTransmitter']);
    expect(match('DFI6256TE')?.types).toEqual(['dn:NetworkVideoTransmitter', 'tds:Device']);
    expect(match('printer')?.types).toEqual(['wsdp:Device', 'wscn:ScanDeviceType', 'wprt:PrintDeviceType']);
  });

  it('are accepted without types, with malformed scopes, and with several addresses', () => {
    expect(match('631GA')).toMatchObject({ types: [], endpoint: '2419d68a-2dd2-21b2-a205-78a5dd0f9593' });
    expect(match('DFI6256TE')?.scopes).toContain('http:123');
    expect(match('Wsdiscovery')?.addresses).toEqual(['http://240.0.2.0/', 'http://[::1]/']);
  });
});

describe('an answer with several devices', () => {
  it('is several', () => {
    const one = (id: string): string => `<d:ProbeMatch><a:EndpointReference><a:Address>urn:uuid:${id}</a:Address></a:EndpointReference></d:ProbeMatch>`;
    const answer = readWsd(Buffer.from(`<e:Envelope xmlns:e="x" xmlns:d="y" xmlns:a="z"><e:Body><d:ProbeMatches>${one('00000000-0000-0000-0000-000000000001')}${one('00000000-0000-0000-0000-000000000002')}</d:ProbeMatches></e:Body></e:Envelope>`));
    expect(answer?.kind === 'match' ? answer.matches.map((entry) => entry.endpoint?.slice(-1)) : null).toEqual(['1', '2']);
  });

  it('is none when it is a probe, or no XML', () => {
    expect(readWsd(probes()[0] ?? Buffer.alloc(0))).toBeNull();
    expect(readWsd(Buffer.from('M-SEARCH * HTTP/1.1'))).toBeNull();
  });
});
