// npm `onvif` as its README uses it. `node npm-onvif.mjs FOLDER discover`, or with a JSON array of cameras [{hostname, port, path,
// username, password}] in place of `discover`; one JSON document on standard output.
import { createRequire } from 'node:module';
import { promisify } from 'node:util';

const [, , folder, order] = process.argv;
const { Cam, Discovery } = createRequire(`${folder}/`)('onvif');

if (order === 'discover') {
  const found = new Set();
  Discovery.on('device', (_camera, sender) => found.add(sender.address));
  Discovery.on('error', () => undefined);
  Discovery.probe({ timeout: 2000, resolve: false }, () => process.stdout.write(JSON.stringify([...found])));
} else {
  process.stdout.write(JSON.stringify(await Promise.all(JSON.parse(order).map((options) => ask(options).catch((error) => ({ error: String(error) }))))));
  process.exit(0);
}

async function ask(options) {
  const camera = await new Promise((resolve, reject) => {
    const made = new Cam({ ...options, timeout: 8000 }, (error) => (error ? reject(error) : resolve(made)));
  });
  const call = (name, ...args) => promisify(camera[name].bind(camera))(...args);
  const information = await call('getDeviceInformation');
  const [first] = camera.profiles;
  const { uri } = await call('getStreamUri', { protocol: 'RTSP', profileToken: first.$.token });
  return { model: String(information.model), profiles: camera.profiles.map((profile) => profile.$.token), uri };
}
