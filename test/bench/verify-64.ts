import path from 'node:path';
import type { CharacterName } from '../../electron/practice/cameras/characters/library';
import type { Bench } from './bench';
import { writeSite } from './bench-site';
import { macAt, startDevices, type PlannedDevice } from './devices';
import { spread, time, told } from './figures';
import { onLaptop, saidOf } from './laptop-orders';
import { Wire } from './wire';

const CAMERAS = 64;
const AT_ONCE = 16;
const SINGLES = 7;
const SLACK = 1.2;
const RANGE = '192.168.64.0/24';
const DEADLINE = 240_000;
/** Whole cameras of different makers, so that their logins are of different kinds and in different groups. */
const MAKERS: readonly CharacterName[] = ['hikvision', 'dahua', 'amcrest'];

const cameras = Array.from({ length: CAMERAS }, (_value, index): PlannedDevice => ({ character: MAKERS[index % MAKERS.length] ?? 'hikvision', address: `192.168.64.${20 + index * 2}`, mac: macAt(400 + index), interface: `cam${index}` }));

/** Login, profiles and two received streams of each of 64 cameras, as the check of a large site does it. */
export const verify64: Bench = {
  name: 'verify-64',
  title: `${CAMERAS} cameras verified, ${AT_ONCE} at a time`,
  async run({ folder, say }) {
    const wire = Wire.up('v64', { range: RANGE, laptop: '192.168.64.3', gateway: '192.168.64.1', hosts: cameras });
    try {
      const { standing } = await startDevices(wire, folder, cameras);
      const account = standing[0]?.account ?? { username: '', password: '' };
      const check = (name: string, rounds: readonly (readonly string[])[]) => {
        const siteFile = writeSite(path.join(folder, name), name, { range: RANGE, logins: [account] });
        return onLaptop(wire, { order: 'check', siteFile, folder: path.join(folder, name, 'state'), rounds }, DEADLINE);
      };
      const alone = saidOf(await check('alone', cameras.slice(0, SINGLES).map((camera) => [camera.mac])), 'checked');
      if (alone.length !== SINGLES || alone.some((round) => Object.values(round.outcomes).some((outcome) => outcome !== 'ready'))) throw new Error(`single cameras were not ready: ${JSON.stringify(alone.at(-1)?.outcomes)}`);
      const single = spread(alone.map((round) => round.ended - round.started));
      say(`one camera alone: ${told(single, time)}`);
      const said = await check('all', [['cameras']]);
      const [all] = saidOf(said, 'checked');
      if (all === undefined) throw new Error('the check did not end');
      const took = all.ended - all.started;
      say(`all: ${time(took)}`);
      const ready = Object.values(all.outcomes).filter((outcome) => outcome === 'ready').length;
      const limit = (SLACK * CAMERAS * single.median) / AT_ONCE;
      const busy = spread(saidOf(said, 'camera').map((camera) => camera.tookMs));
      return {
        name: 'verify-64',
        lab: `${CAMERAS} simulated cameras (${MAKERS.join(', ')}), each asked to log in, for its profiles, and for two seconds of two streams; devices and product share the processor cores. The single camera is one that is checked while nothing else is asked, ${SINGLES} of them one after another.`,
        lines: [
          {
            what: `${CAMERAS} cameras verified (login, profiles, two streams each)`,
            bar: `<= ${SLACK} x ${CAMERAS}/${AT_ONCE} x one camera alone`,
            measured: `${time(took)}; one camera alone ${told(single, time)}, which allows ${time(limit)}; ${ready} of ${CAMERAS} ready with ${all.streams} streams`,
            holds: took <= limit && ready === CAMERAS && all.streams === 2 * CAMERAS,
          },
        ],
        figures: { tookMs: took, limitMs: limit, singlesMs: alone.map((round) => round.ended - round.started), whileBusy: busy, ready, streams: all.streams, outcomes: all.outcomes },
      };
    } finally {
      wire.down();
    }
  },
};
