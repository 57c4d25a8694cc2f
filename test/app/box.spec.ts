import type { AddressInfo } from 'node:net';
import ssh2 from 'ssh2';
import type { Device } from '../../electron/domain/device';
import { ACCOUNTS, CHECKED, SURVEY, bakery } from '../fixtures/window/bakery';
import { keepSite } from './kept-site';
import { glance, look } from './looks';
import { expect, test } from './program';
import { Wizard } from './wizard';

const RSA = ssh2.utils.generateKeyPairSync('rsa', { bits: 2048 }).private;

/** An SSH server of long ago on this computer. Returns its port. */
async function oldServer(kex: 'diffie-hellman-group14-sha1' | 'diffie-hellman-group1-sha1'): Promise<number> {
  const server = new ssh2.Server({ hostKeys: [RSA], algorithms: { kex: [kex], serverHostKey: ['ssh-rsa'], cipher: ['3des-cbc'], hmac: ['hmac-sha1'] } }, (connection) => { connection.on('error', () => undefined); });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', () => { resolve(); }); });
  return (server.address() as AddressInfo).port;
}

function withShell(id: string, address: string, banner: string, more: Partial<Device> = {}): Device {
  const blank: Device = { ...SURVEY.devices.find((one) => one.id === 'box')!, mac: null, name: null, vendor: null };
  return { ...blank, id, address, evidence: [{ source: 'ssh', address, facts: { port: '22', banner: `SSH-2.0-${banner}` } }], ...more };
}

const FOUND = [
  withShell('pi', '192.168.40.5', 'OpenSSH_9.2p1 Debian-2+deb12u3', { mac: 'dc:a6:32:01:02:03', name: 'backoffice-pi', vendor: 'Raspberry Pi' }),
  withShell('nas', '192.168.40.6', 'OpenSSH_8.2', { mac: '00:11:32:01:02:03', name: 'DS220' }),
  withShell('server', '192.168.40.22', 'OpenSSH_9.6p1 Ubuntu-3ubuntu13.5'),
  withShell('router', '192.168.40.1', 'ROSSSH'),
];

test.describe('the page of the small computer', () => {
  test('offers what was found, and asks before it uses the old ways to encrypt that this program really knows', async ({ start, data }) => {
    const [known, gone] = await Promise.all([oldServer('diffie-hellman-group14-sha1'), oldServer('diffie-hellman-group1-sha1')]);
    keepSite(data, bakery(ACCOUNTS), [...CHECKED, { type: 'surveyed', survey: { ...SURVEY, devices: [...SURVEY.devices.filter((one) => one.id !== 'box' && one.id !== 'router'), ...FOUND] } }, { type: 'page', page: 'box' }]);
    const { page } = await start();
    const wizard = new Wizard(page);
    await wizard.isAt('box');
    await page.getByText('backoffice-pi').click();
    await page.getByText(wizard.say('box.auth.agent'), { exact: true }).click();
    await look(page, 'box-found');
    await page.getByText(wizard.say('box.auth.password'), { exact: true }).click();
    await page.locator('input[type=password]').first().fill('x');
    await page.getByRole('textbox', { name: wizard.say('box.host') }).fill('127.0.0.1');
    const check = async (port: number): Promise<void> => {
      await page.getByRole('textbox', { name: wizard.say('box.port') }).fill(String(port));
      await page.getByRole('button', { name: wizard.say('box.check') }).click();
    };
    await check(known);
    await expect(page.getByText(/It offers diffie-hellman-group14-sha1, ssh-rsa, 3des-cbc, hmac-sha1/)).toBeVisible();
    await glance(page, 'box-old');
    await page.getByRole('button', { name: wizard.say('box.legacy.allow') }).click();
    await expect(page.getByText(wizard.say('hostKey.title', { host: '127.0.0.1' }))).toBeVisible();
    await page.getByRole('button', { name: wizard.say('hostKey.refuse') }).click();
    // Electron's crypto library has no group of 1024 bits: not promised, so not asked.
    await check(gone);
    await expect(page.getByText('key exchange: diffie-hellman-group1-sha1', { exact: true })).toBeVisible();
    await expect(page.getByRole('button', { name: wizard.say('box.legacy.allow') })).toHaveCount(0);
  });
});
