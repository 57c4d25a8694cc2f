import { startPracticeSite } from '../../../electron/practice/practice-site';

/** The practice site in a process of its own, for tests that kill it: says its settings in one line and stays. */
const [directory = '', assetsDirectory = ''] = process.argv.slice(2);
const site = await startPracticeSite({ directory, assetsDirectory, log: () => undefined });
process.stdout.write(`${JSON.stringify({ settings: site.settings, secrets: site.secrets })}\n`);
