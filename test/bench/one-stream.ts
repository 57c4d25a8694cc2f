import path from 'node:path';
import { notMeasured, without, type Bench } from './bench';
import { Capture, firstRtp } from './capture';
import { macAt, startDevices, type PlannedDevice } from './devices';
import { spread, time, times, told } from './figures';
import { readStream } from './laptop-orders';
import type { Line } from './report';
import { Wire } from './wire';

const RUNS = 5;
const DEADLINE = 60_000;
const camera: PlannedDevice = { character: 'hikvision', address: '192.168.65.20', mac: macAt(700), interface: 'cam0' };

/** One stream, from nothing to what it really is. */
export const oneStream: Bench = {
  name: 'one-stream',
  title: 'One stream verified',
  async run({ peers, folder, say }) {
    if (peers.tcpdump === null) return notMeasured(this, 'tcpdump');
    const wire = Wire.up('one', { range: '192.168.65.0/24', laptop: '192.168.65.3', gateway: '192.168.65.1', hosts: [camera] });
    try {
      const { standing } = await startDevices(wire, folder, [camera]);
      const [device] = standing;
      const uri = device?.streams[0];
      if (device === undefined || uri === undefined) throw new Error('the camera has no stream');
      const ours: { first: number; asked: number; whole: number; fps: number; kbps: number; loss: number }[] = [];
      const theirs: number[] = [];
      // In turns, so that whatever else the machine does hits both.
      for (let run = 0; run < RUNS; run++) {
        const capture = await Capture.start(wire.laptop, wire.device, path.join(folder, 'stream.pcap'));
        const received = await readStream(wire, { uri, address: camera.address, ...device.account }, DEADLINE);
        const packet = firstRtp(await capture.stop(), camera.address);
        if (packet === null) throw new Error('no RTP was on the wire');
        ours.push({ first: packet - received.processStarted, asked: packet - received.started, whole: received.ended - received.processStarted, ...received.measure });
        if (peers.ffprobe !== null) theirs.push(await probe(wire, peers.ffprobe, uri, device.account));
        say(`run ${run + 1}: first RTP ${time(ours.at(-1)?.first ?? 0)}${theirs.length > 0 ? `, ffprobe ${time(theirs.at(-1) ?? 0)}` : ''}`);
      }
      const first = spread(ours.map((run) => run.first));
      const asked = spread(ours.map((run) => run.asked));
      const whole = spread(ours.map((run) => run.whole));
      const all = ours.at(-1);
      const line: Line =
        theirs.length === 0
          ? { what: 'First RTP of a stream, against ffprobe', bar: 'sooner than ffprobe prints', measured: without('ffprobe'), holds: null }
          : {
              what: 'First RTP of a stream, both from the start of their process',
              bar: 'sooner than ffprobe prints, and bitrate, fps and loss besides',
              measured: `${told(first, time)} against ${told(spread(theirs), time)} (${times(spread(theirs).median / first.median)}); ${told(asked, time)} from asking, in a program that runs already; after ${told(whole, time)} also ${all?.fps.toFixed(1) ?? ''} fps, ${Math.round(all?.kbps ?? 0)} kbit/s, ${((all?.loss ?? 0) * 100).toFixed(1)} % loss, of two seconds of media`,
              holds: first.median < spread(theirs).median && ours.every((run) => run.fps > 0 && run.kbps > 0),
            };
      return { name: 'one-stream', lab: 'one simulated camera, its main stream by RTSP over TCP with Digest; ffprobe -show_streams on the same address, in turns.', lines: [line], figures: { ours, ffprobeMs: theirs } };
    } finally {
      wire.down();
    }
  },
};

async function probe(wire: Wire, ffprobe: string, uri: string, account: { username: string; password: string }): Promise<number> {
  const withLogin = uri.replace('rtsp://', `rtsp://${encodeURIComponent(account.username)}:${encodeURIComponent(account.password)}@`);
  const { code, stdout, stderr, tookMs } = await wire.run([ffprobe, '-v', 'error', '-rtsp_transport', 'tcp', '-show_streams', '-of', 'json', withLogin], { deadlineMs: DEADLINE });
  if (code !== 0 || !stdout.includes('codec_name')) throw new Error(`ffprobe ended with ${code}: ${stderr.slice(-300)}`);
  return tookMs;
}
