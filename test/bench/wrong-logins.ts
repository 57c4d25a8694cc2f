import path from 'node:path';
import { writeFileSync, readFileSync } from 'node:fs';
import type { Site } from '../../electron/domain/site';
import type { Bench } from './bench';
import { writeSite } from './bench-site';
import { CAMERA_CHARACTERS, macAt, startDevices, type PlannedDevice } from './devices';
import { count, spread, told } from './figures';
import { onLaptop } from './laptop-orders';
import { Wire } from './wire';

const ALLOWED = 2;
const RANGE = '192.168.66.0/24';
const DEADLINE = 180_000;
const CLI = path.resolve(__dirname, '../cli/cli.cjs');
const WRONG = ['Winter2024', 'admin', '12345678', 'Camera-Pass1', 'letmein!'];

const cameras = CAMERA_CHARACTERS.map((character, index): PlannedDevice => ({ character, address: `192.168.66.${10 + index * 2}`, mac: macAt(800 + index), interface: `cam${index}` }));

/** Somebody who does not know the passwords clicks on. No camera may be asked to lock itself. */
export const wrongLogins: Bench = {
  name: 'wrong-logins',
  title: 'Wrong logins spent, whatever is clicked',
  async run({ folder, say }) {
    const wire = Wire.up('wrong', { range: RANGE, laptop: '192.168.66.3', gateway: '192.168.66.1', hosts: cameras });
    try {
      const devices = await startDevices(wire, folder, cameras);
      const own = path.join(folder, 'wrong');
      const file = writeSite(own, 'wrong', { range: RANGE, logins: WRONG.map((password) => ({ username: 'admin', password })) });
      const data = path.join(own, 'data');
      const change = (edit: (site: Site) => Site): void => writeFileSync(file, JSON.stringify(edit(JSON.parse(readFileSync(file, 'utf8')) as Site)));
      const check = async (...more: string[]): Promise<void> => {
        const { code, stderr } = await wire.run([process.execPath, CLI, 'check', '--site', file, '--data', data, '--json', ...more], { deadlineMs: DEADLINE });
        if (code === null || ![0, 1, 3].includes(code)) throw new Error(`check ended with ${String(code)}: ${stderr.slice(-500)}`);
      };
      const explicit = (set: number) => (site: Site): Site => ({
        ...site,
        cameras: cameras.map((camera) => ({ deviceId: camera.mac, name: camera.interface, include: true, credentialId: `set-${set}`, mainToken: null, subToken: null }) as Site['cameras'][number]),
      });
      // Every command is a program of its own, so that each step is a restart as well.
      const clicks: readonly (readonly [string, () => Promise<void>])[] = [
        ['check', () => check()],
        ['check again', () => check()],
        ['search and check again', () => check('--fresh')],
        ['the sets in another order', async () => { change((site) => ({ ...site, credentials: [...site.credentials].reverse() })); await check(); }],
        ['one set chosen for every camera', async () => { change(explicit(2)); await check(); }],
        ['another set chosen for every camera', async () => { change(explicit(3)); await check(); }],
        ['four checks in a row without an end of the program', async () => {
          const site = writeSite(own, 'again', { range: RANGE, logins: WRONG.map((password) => ({ username: 'admin', password })) });
          // The same computer: the wrong logins that it remembers are those of the terminal program.
          await onLaptop(wire, { order: 'check', siteFile: site, folder: path.join(own, 'again.state'), ledgerFile: path.join(data, 'logins.json'), rounds: [['cameras'], null, ['cameras'], cameras.map((camera) => camera.mac)] }, DEADLINE);
        }],
        ['another user name', async () => { change((site) => ({ ...site, cameras: [], credentials: site.credentials.map((set) => ({ ...set, username: 'root' })) })); await check(); }],
      ];
      const after: { click: string; most: number }[] = [];
      for (const [click, act] of clicks) {
        await act();
        const most = Math.max(...(await devices.counts()).map((device) => device.wrongLogins));
        after.push({ click, most });
        say(`${click}: at most ${most}`);
      }
      const counts = await devices.counts();
      const spent = spread(counts.map((device) => device.wrongLogins));
      return {
        name: 'wrong-logins',
        lab: `${cameras.length} simulated cameras of different characters that count wrong logins over ONVIF, HTTP and RTSP together, and ${WRONG.length} credential sets that are all wrong, through ${clicks.length} steps of the terminal program: ${clicks.map(([click]) => click).join(', ')}.`,
        lines: [{ what: 'Wrong logins spent on one camera, whatever is clicked', bar: `never more than ${ALLOWED}`, measured: `${told({ ...spent, runs: counts.length }, count).replace('runs', 'cameras')}; ${counts.filter((device) => device.locked).length} locked`, holds: spent.max <= ALLOWED && counts.every((device) => !device.locked) && spent.max > 0 }],
        figures: { after, counts },
      };
    } finally {
      wire.down();
    }
  },
};
