// npm `node-onvif` as its README uses it, which logs in by token only. `node node-onvif.mjs FOLDER discover`, or with a JSON array of
// cameras [{xaddr, user, pass}] in place of `discover`; one JSON document on standard output.
import { createRequire } from 'node:module';

const [, , folder, order] = process.argv;
const onvif = createRequire(`${folder}/`)('node-onvif');

if (order === 'discover') {
  const found = await onvif.startProbe();
  process.stdout.write(JSON.stringify(found.flatMap((device) => device.xaddrs).map((address) => new URL(address).hostname)));
} else {
  process.stdout.write(JSON.stringify(await Promise.all(JSON.parse(order).map((options) => ask(options).catch((error) => ({ error: String(error) }))))));
}
process.exit(0);

async function ask(options) {
  const device = new onvif.OnvifDevice(options);
  const information = await device.init();
  const profiles = device.getProfileList();
  return { model: String(information.Model), profiles: profiles.map((profile) => profile.token), uri: profiles[0].stream.rtsp };
}
