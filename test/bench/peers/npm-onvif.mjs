// npm `onvif`: its own discovery, as its README shows it. `node npm-onvif.mjs FOLDER`; one JSON object on standard output.
import { createRequire } from 'node:module';

const { Discovery } = createRequire(`${process.argv[2]}/`)('onvif');
const started = performance.now();
const found = new Map();
Discovery.on('device', (_camera, sender) => {
  if (!found.has(sender.address)) found.set(sender.address, performance.now() - started);
});
Discovery.on('error', () => undefined);
Discovery.probe({ timeout: 5000, resolve: false }, () => {
  process.stdout.write(JSON.stringify({ found: Object.fromEntries(found), tookMs: performance.now() - started }));
});
