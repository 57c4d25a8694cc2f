// npm `node-onvif`: its own discovery, as its README shows it. `node node-onvif.mjs FOLDER`; one JSON object on standard output.
import { createRequire } from 'node:module';

const onvif = createRequire(`${process.argv[2]}/`)('node-onvif');
const started = performance.now();
const devices = await onvif.startProbe();
const found = {};
for (const { xaddrs } of devices) {
  // It names no sender: the host of the first address that the device gives is what its user connects to.
  const host = /^https?:\/\/([^/:]+)/.exec(xaddrs[0] ?? '')?.[1];
  if (host !== undefined) found[host] = null;
}
process.stdout.write(JSON.stringify({ found, tookMs: performance.now() - started }));
process.exit(0);
