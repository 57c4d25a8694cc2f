import type { Bench } from './bench';
import { isCameraKind } from './camera-kind';
import { answersMulticast, CAMERA_CHARACTERS, macAt, startDevices, type PlannedDevice } from './devices';
import { megabytes, recall, time } from './figures';
import { onLaptop, saidOf } from './laptop-orders';
import { neighbourTable } from './neighbour-table';
import { Wire } from './wire';

const HOSTS = 40;
const RANGE = '10.99.0.0/16';
const DEADLINE = 330_000;
/** Entries that a machine has which does nothing like this. */
const CROWDED = 200;
/** Any odd step spreads them over the whole range. */
const STEP = 1_637;

/** Half of them answer when everybody is asked, half must be found by the sweep. */
const hosts = Array.from({ length: HOSTS }, (_value, index): PlannedDevice => {
  const loud = index % 2 === 0;
  const fitting = CAMERA_CHARACTERS.filter((name) => answersMulticast(name) === loud);
  const character = fitting[(index >> 1) % fitting.length];
  if (character === undefined) throw new Error(`no character that is ${loud ? 'loud' : 'silent'}`);
  const place = 257 + index * STEP;
  return { character, address: `10.99.${place >> 8}.${place % 256}`, mac: macAt(300 + index), interface: `cam${index}` };
});

/** A /16 on one wire: found whole, without filling the neighbour table that all programs of the computer share. */
export const survey16: Bench = {
  name: 'survey-16',
  title: `A /16 on one wire, ${HOSTS} hosts`,
  async run({ folder, say }) {
    const wire = Wire.up('p16', { range: RANGE, laptop: '10.99.0.3', gateway: '10.99.0.1', hosts });
    try {
      await startDevices(wire, folder, hosts);
      say('a sweep of 65,534 addresses, some 220 s');
      const { entries, fulls: before } = neighbourTable();
      if (entries > CROWDED) say(`the neighbour table has ${entries} entries already: another program is searching a network`);
      const said = await onLaptop(wire, { order: 'survey', ranges: [RANGE] }, DEADLINE);
      const fulls = neighbourTable().fulls - before;
      const [end] = saidOf(said, 'surveyed');
      if (end === undefined) throw new Error('the survey did not end');
      const met = recall(hosts.map((host) => [host.address]), end.devices.filter((device) => isCameraKind(device.kind)).map((device) => [device.address, ...device.otherAddresses]));
      const loud = hosts.filter((host) => answersMulticast(host.character));
      const shown = new Map<string, number>();
      for (const device of saidOf(said, 'device')) if (!shown.has(device.address)) shown.set(device.address, device.at - end.started);
      const loudShown = loud.map((host) => shown.get(host.address) ?? Infinity);
      const took = end.ended - end.started;
      const grown = end.mostBytes - end.idleBytes;
      return {
        name: 'survey-16',
        lab: `a /16 on one wire with ${HOSTS} simulated cameras, ${loud.length} of which answer when everybody is asked; the others speak only when spoken to, so that the sweep must find them. One run.`,
        lines: [
          { what: `Hosts found in a /16 on the same wire`, bar: `${HOSTS} of ${HOSTS}`, measured: `${met.found.length} of ${HOSTS}, ${met.wrong.length} wrong${met.missed.length > 0 ? `; missed ${met.missed.slice(0, 4).join(', ')}` : ''}`, holds: met.found.length === HOSTS && met.wrong.length === 0 },
          { what: 'Time for the /16', bar: '< 230 s', measured: time(took), holds: took < 230_000 },
          { what: 'Rows of those that answer when everybody is asked', bar: 'in the first second', measured: `${loudShown.filter((at) => at < 1_000).length} of ${loud.length} within 1 s, the last after ${time(Math.max(...loudShown))}`, holds: Math.max(...loudShown) < 1_000 },
          { what: 'Neighbour table of the operating system', bar: 'never full', measured: `full ${fulls} times`, holds: fulls === 0 },
          { what: 'Memory while the /16 is scanned', bar: '< 150 MB more than idle', measured: `${megabytes(grown)} more than ${megabytes(end.idleBytes)}`, holds: grown < 150_000_000 },
        ],
        figures: { tookMs: took, found: met.found.length, missed: met.missed, wrong: met.wrong, rowsMs: Object.fromEntries(shown), tableFulls: fulls, idleBytes: end.idleBytes, mostBytes: end.mostBytes },
      };
    } finally {
      wire.down();
    }
  },
};
