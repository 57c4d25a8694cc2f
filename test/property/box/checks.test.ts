import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BOX_CHECKS } from '../../../electron/box/checks';
import { AS_ANYBODY, AS_ROOT } from '../../../electron/box/checks/look';
import { CheckResult, type BoxFacts } from '../../../electron/domain/box';
import { newSite, type Site } from '../../../electron/domain/site';
import type { Box } from '../../../electron/engine/ports';

const FACTS: BoxFacts = {
  hostname: 'box', system: 'Debian', systemId: 'debian', kernel: '6.1.0-18-amd64', architecture: 'amd64', init: 'systemd', root: 'sudo', addresses: [], firewall: ['iptables', 'nft'],
  freeKiB: 1024 * 1024, memoryKiB: 512 * 1024, clockSkewSeconds: 1, client: { version: null, active: false, enabled: false },
};
const SITE: Site = {
  ...newSite({ id: 'site', name: 'Site', mode: 'real', language: 'en', timeZone: 'UTC' }),
  overlay: { kind: 'netmaker', url: 'https://api.example.org', auth: { kind: 'token', token: { kind: 'env', name: 'T' } }, network: 'cams', client: null, install: 'auto', egress: 'cameras', policy: { kind: 'ask' } },
};

/** Pieces of what boxes say, so that a text of them gets past the first condition of a parser. */
const piece = fc.constantFrom(
  'default via 192.168.1.1 dev eth0', '10.0.0.0/8 dev ', '2: eth0    inet 192.168.50.2/24 ', 'valid_lft 99999999999999999999sec', 'dynamic', 'kt:next', 'kt:code 0', '/etc/netclient/netclient.json', '/etc/netclient/nodes.json',
  '"macaddress": "AAAAAAAA"', '"network": "', '1: POSIX  ADVISORY  WRITE 1 08:02:1 0 EOF', '1 /var/lib/dpkg/lock', ':FORWARD DROP [0:0]', ':DOCKER-USER - [0:0]', '-A FORWARD -i netmaker -j ACCEPT',
  'table inet x {', '\tchain f {', '\t\ttype filter hook forward priority 0; policy drop;', '\t\tiifname "netmaker" accept', 'vmlinuz-6.1.0-21-amd64', '6.1.0-999999999999-amd64', 'ENABLED=yes', 'masked', 'overlay / overlay rw,upperdir=/tmp/x 0 0', 'tmpfs / tmpfs rw 0 0', '/dev/x /etc ext4 ro 0 0',
  'mem', 'running', '  9: 00000000:CA6D ', '__proto__', '\u0000\u001b[31m', '\n', ' ', '=', ',', '/', '.', '999999999', '-', '(nf_tables)', 'verify error:num=20:', 'HTTP error 404',
);
const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.array(fc.oneof(piece, fc.constantFrom('\n', ' ', 'a')), { maxLength: 40 }).map((parts) => parts.join('')));
const answer = fc.record({ code: fc.constantFrom(0, 1, 2, 3, 5, 7, 60, 127, 255), text });

/** Answers of everything that is asked, in turn; a box that lies about the form of it is among them. */
function boxThatSays(answers: readonly { code: number; text: string }[], broken: string | null): Box {
  let turn = 0;
  const next = (): { code: number; text: string } => answers[turn++ % answers.length] ?? { code: 0, text: '' };
  const unused = (): never => { throw new Error('a check changes nothing and demands nothing'); };
  return {
    run: (argv) => {
      const questions = argv.filter((word) => word === 'kt:ask').length;
      const stdout = broken ?? Array.from({ length: questions }, next).map((one) => `${one.text}\nkt:code ${one.code}\nkt:next\n`).join('');
      return Promise.resolve({ code: 0, stdout, stderr: '' });
    },
    reaches: () => Promise.resolve(turn % 2 === 0),
    dial: unused,
    demand: unused, writeFile: unused, facts: unused, close: unused,
  };
}

test('whatever a box says, every check has a result that can be kept and shown', async () => {
  expect(Object.keys(AS_ANYBODY).length + Object.keys(AS_ROOT).length).toBeGreaterThan(30);
  await fc.assert(
    fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 60 }), fc.option(text), fc.option(fc.constantFrom('100.64.0.0/16', '192.168.0.0/16', 'x')), async (answers, broken, overlayRange) => {
      const question = { box: boxThatSays(answers, broken), facts: { ...FACTS }, site: SITE, cameras: [{ address: '192.168.50.11', port: 554 }, { address: 'camera', port: 554 }], overlayRange };
      const results = await Promise.all(BOX_CHECKS.map((check) => check.run(question, new AbortController().signal)));
      for (const result of results) {
        expect(CheckResult.parse(result)).toEqual(result);
        // eslint-disable-next-line no-control-regex -- that there is none is what is tested
        expect(JSON.stringify(result).length < 3000 && !/[\u0000-\u001f\u007f]/.test([result.detail ?? '', ...Object.values(result.params)].join(''))).toBe(true);
      }
    }),
    { numRuns: 400 },
  );
});
