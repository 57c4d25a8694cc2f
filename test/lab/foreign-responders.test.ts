import { execFileSync, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { newSite } from '../../electron/domain/site';
import type { Device, Survey } from '../../electron/domain/device';
import { Result } from '../../electron/terminal/result';
import { ForeignNetwork, foreignNetworkMissing, installForeignResponders } from './foreign-network';

const HOSTS = {
  laptop: '192.168.60.2',
  wsdd: '192.168.60.11',
  avahi: '192.168.60.12',
  minidlna: '192.168.60.13',
  gstreamer: '192.168.60.14',
  vlc: '192.168.60.15',
  // In the laptop's network, but outside of the part that is swept.
  late: '192.168.200.16',
} as const;

const missing = foreignNetworkMissing();
if (missing !== null) console.warn(`skipped: discovery of foreign responders, because ${missing}`);

describe.skipIf(missing !== null)('programs that others wrote', () => {
  let network: ForeignNetwork;
  let survey: Survey;

  beforeAll(async () => {
    installForeignResponders();
    network = new ForeignNetwork(HOSTS);
    survey = await surveyFrom(network, await startResponders(network));
  }, 400_000);
  afterAll(() => network.down());

  const at = (address: string): Device | undefined => survey.devices.find((device) => device.address === address);
  const factsOf = (address: string, source: string): Record<string, string>[] => at(address)?.evidence.filter((entry) => entry.source === source).map((entry) => entry.facts) ?? [];
  const reasonsOf = (address: string): string[] => at(address)?.reasons.map((reason) => reason.reason) ?? [];

  it('wsdd is a computer, though it speaks as cameras do', () => {
    expect(at(HOSTS.wsdd)).toMatchObject({ kind: 'computer', onvif: null });
    expect(factsOf(HOSTS.wsdd, 'ws-discovery').map((facts) => facts['types'])).toContain('wsdp:Device pub:Computer');
    expect(reasonsOf(HOSTS.wsdd)).toContain('computer-type');
  });

  it('wsdd that stops during the survey is marked as gone, and stays a row', () => {
    expect(reasonsOf(HOSTS.wsdd)).toContain('went-away');
  });

  it('wsdd that starts during the survey is found by its greeting, where nothing is swept', () => {
    expect(factsOf(HOSTS.late, 'ws-discovery').map((facts) => facts['message'])).toContain('hello');
    // Its greeting says where its own pages are, and they are visited.
    expect(at(HOSTS.late)?.ports.map((port) => port.port)).toEqual([5357]);
    expect(survey.interfaces.find((entry) => entry.name === 'eth0')).toMatchObject({ range: '192.168.60.0/22', partOf: '192.168.0.0/16' });
  });

  it('avahi announces a camera as it was told, and nothing else', () => {
    expect(at(HOSTS.avahi)).toMatchObject({ kind: 'camera', mac: 'ac:cc:8e:00:00:12' });
    expect(at(HOSTS.avahi)?.reasons.find((reason) => reason.reason === 'announced')?.params).toMatchObject({ protocol: 'mDNS' });
  });

  it('minidlna is no camera; its description is read from itself', () => {
    expect(at(HOSTS.minidlna)?.kind).toBe('other');
    expect(factsOf(HOSTS.minidlna, 'ssdp').map((facts) => [facts['deviceType'], facts['friendlyName']])).toContainEqual(['urn:schemas-upnp-org:device:MediaServer:1', 'Films']);
  });

  it('GStreamer\'s RTSP server streams, and says who it is', () => {
    expect(at(HOSTS.gstreamer)).toMatchObject({ kind: 'camera', rtspPort: 8554 });
    expect(at(HOSTS.gstreamer)?.reasons.find((reason) => reason.reason === 'rtsp-server')?.params['server']).toMatch(/GStreamer/);
  });

  it('VLC passes on the streams of others', () => {
    expect(at(HOSTS.vlc)).toMatchObject({ kind: 'restream', rtspPort: 8554 });
    expect(at(HOSTS.vlc)?.reasons.find((reason) => reason.reason === 'restream-server')?.params['server']).toMatch(/VLC/);
  });

  it('are all there is', () => {
    expect(survey.devices.map((device) => device.address).sort()).toEqual(Object.values(HOSTS).filter((address) => address !== HOSTS.laptop).sort());
  });
});

/** Returns the program that leaves during the survey. */
async function startResponders(network: ForeignNetwork): Promise<ChildProcess> {
  const services = network.makeFolder('services');
  writeFileSync(path.join(services, 'camera.service'), '<?xml version="1.0"?><!DOCTYPE service-group SYSTEM "avahi-service.dtd"><service-group><name>AXIS Door</name><service><type>_axis-video._tcp</type><port>80</port><txt-record>macaddress=ACCC8E000012</txt-record></service></service-group>');
  const avahi = path.join(network.folder, 'avahi.conf');
  writeFileSync(avahi, '[server]\nhost-name=axis-door\nuse-ipv6=no\nenable-dbus=no\n[publish]\npublish-workstation=no\n');
  const media = network.makeFolder('media');
  const database = network.makeFolder('database');
  const minidlna = path.join(network.folder, 'minidlna.conf');
  writeFileSync(minidlna, `port=8200\nnetwork_interface=eth0\nfriendly_name=Films\nmedia_dir=${media}\ndb_dir=${database}\nlog_dir=${database}\ninotify=no\n`);

  const wsdd = network.start('wsdd', 'exec wsdd -i eth0 -4 -n OFFICE-PC');
  network.start('avahi', `mount --bind ${services} /etc/avahi/services && exec avahi-daemon --no-drop-root --no-chroot --no-rlimits -f ${avahi}`);
  network.start('minidlna', `exec minidlnad -S -f ${minidlna} -P /run/minidlna.pid`);
  network.start('gstreamer', `exec /usr/bin/python3 ${path.join(import.meta.dirname, 'gstreamer-rtsp.py')}`);
  // VLC plays it to nobody, but serves only what it can play; not as root, which it refuses.
  const clip = path.join(network.folder, 'clip.mp4');
  execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc=size=64x64:rate=5', '-t', '60', '-c:v', 'libx264', '-pix_fmt', 'yuv420p', clip]);
  network.start('vlc', `exec setpriv --reuid 65534 --regid 65534 --clear-groups cvlc -I dummy --no-audio --loop ${clip} --sout '#rtp{sdp=rtsp://:8554/film}'`, { HOME: '/nonexistent' });
  await vi.waitFor(() => {
    // Its greetings are out.
    expect(network.sent('wsdd')).toBeGreaterThanOrEqual(4);
    expect([network.listens('wsdd', 'tcp', 5357), network.listens('avahi', 'udp', 5353), network.listens('minidlna', 'tcp', 8200), network.listens('gstreamer', 'tcp', 8554), network.listens('vlc', 'tcp', 8554)]).toEqual([true, true, true, true, true]);
  }, { timeout: 30_000, interval: 100 });
  return wsdd;
}

/** While it runs, one host leaves and one starts: both as soon as the first has answered, so that it is known and the last probes are out. */
async function surveyFrom(network: ForeignNetwork, leaving: ChildProcess): Promise<Survey> {
  const file = path.join(network.folder, 'foreign.site.json');
  writeFileSync(file, JSON.stringify(newSite({ id: 'foreign', name: 'Foreign', mode: 'real', language: 'en', timeZone: 'UTC' })));
  let before = Infinity;
  const running = network.run('laptop', [process.execPath, path.resolve(import.meta.dirname, '../../dist/cli/cli.cjs'), 'survey', '--site', file, '--data', network.folder, '--json'], () => (before = network.sent('wsdd')));
  await vi.waitFor(() => { expect(network.sent('wsdd')).toBeGreaterThan(before); }, { timeout: 20_000, interval: 20 });
  leaving.kill('SIGTERM');
  network.start('late', 'exec wsdd -i eth0 -4 -n LATE-PC');
  const ended = await running;
  if (ended.code !== 0) throw new Error(ended.stderr);
  const { survey } = Result.parse(JSON.parse(ended.stdout));
  if (survey === null) throw new Error('no survey');
  return survey;
}
