import { describe, expect, it } from 'vitest';
import type { Json } from '../../electron/domain/json';
import { repairStep } from '../../electron/domain/plan';
import type { Repair } from '../../electron/domain/box';
import type { Box, CommandResult } from '../../electron/engine/ports';
import type { StepContext, StepDriver } from '../../electron/engine/step';
import { ALLOW_DOCKER_FORWARD } from '../../electron/engine/steps/repairs/allow-docker-forward';
import { ALLOW_UFW_FORWARD } from '../../electron/engine/steps/repairs/allow-ufw-forward';
import { dockerRules } from '../../electron/domain/docker-rules';
import { KEEP_AWAKE } from '../../electron/engine/steps/repairs/keep-awake';
import { fakeSite } from '../fixtures/fake-world';

const UNIT_FILE = '/etc/systemd/system/kerberos-tunnel-docker.service';

/** systemd, ufw and iptables of a box, as far as the repairs use them. `deaf`: commands succeed and do nothing. */
class SmallBox {
  masked = new Set<string>();
  files = new Map<string, string>();
  enabled = new Set<string>();
  rules: string[] = [];
  ufw: string[] = [];
  deaf = false;
  readonly changes: string[] = [];

  readonly box: Box = {
    run: (argv) => Promise.resolve(this.#answer(argv)),
    demand: async (argv) => {
      const { code, stdout } = this.#answer(argv);
      if (code !== 0) throw new Error(`${argv.join(' ')}: ${code ?? ''}`);
      return Promise.resolve(stdout);
    },
    writeFile: (path, content) => {
      this.files.set(path, typeof content === 'string' ? content : '');
      return Promise.resolve();
    },
    reaches: () => Promise.reject(new Error('not asked for')), dial: () => Promise.reject(new Error('not asked for')), facts: () => Promise.reject(new Error('not asked for')), close: () => undefined,
  };

  /** All that a repair may change. */
  picture(): unknown {
    return { masked: [...this.masked].sort(), files: [...this.files.keys()], enabled: [...this.enabled], rules: [...this.rules], ufw: [...this.ufw] };
  }

  #answer(argv: readonly string[]): CommandResult {
    const [program, verb = '', ...rest] = argv;
    const reply = (stdout = '', code = 0): CommandResult => ({ code, stdout, stderr: '' });
    if (program === 'iptables-save') return reply(['*filter', ':FORWARD DROP [0:0]', ':DOCKER-USER - [0:0]', ...this.rules, 'COMMIT', ''].join('\n'));
    if (program === 'ls') return reply('', this.files.has(argv.at(-1) ?? '') ? 0 : 2);
    if (program === 'ufw' && verb === 'show') return reply(["Added user rules (see 'ufw status' for running firewall):", ...this.ufw.map((rule) => `ufw ${rule}`), ''].join('\n'));
    if (program === 'systemctl' && verb === 'is-enabled') return this.masked.has(rest[0] ?? '') ? reply('masked\n', 1) : reply('static\n');
    this.changes.push(argv.join(' '));
    if (this.deaf) return reply();
    if (program === 'rm') this.files.delete(argv.at(-1) ?? '');
    // "Skipping adding existing rule"
    if (program === 'ufw' && rest[0] === 'allow' && !this.ufw.includes(argv.slice(1).join(' '))) this.ufw.push(argv.slice(1).join(' '));
    if (program === 'ufw' && rest[0] === 'delete') this.ufw = this.ufw.filter((rule) => rule !== ['route', ...rest.slice(1)].join(' '));
    if (verb === 'mask') rest.forEach((target) => this.masked.add(target));
    if (verb === 'unmask') rest.forEach((target) => this.masked.delete(target));
    if (verb === 'enable') this.enabled.add(rest[0] ?? '');
    if (verb === 'restart' && this.files.has(UNIT_FILE)) this.rules = dockerRules('netmaker').map(({ chain, rule }) => `-A ${chain} ${rule}`);
    if (verb === 'disable') {
      this.enabled.delete(rest.at(-1) ?? '');
      this.rules = [];
    }
    return reply();
  }
}

function contextFor(box: Box): StepContext {
  return {
    site: fakeSite(), box: () => Promise.resolve(box), secrets: { reveal: () => Promise.reject(new Error('no secrets')), learned: () => { throw new Error('no secrets'); } },
    log: () => undefined, now: Date.now, signal: new AbortController().signal, progress: () => undefined, resultOf: () => null, begun: () => false, toldBefore: () => [],
  };
}

const REPAIRS: [Repair, StepDriver][] = [['keep-awake', KEEP_AWAKE], ['allow-docker-forward', ALLOW_DOCKER_FORWARD], ['allow-ufw-forward', ALLOW_UFW_FORWARD]];

async function carryOut(repair: Repair, driver: StepDriver, context: StepContext): Promise<{ found: Json; result: Json }> {
  const step = repairStep(repair, 'box');
  const { found } = await driver.inspect(step, context);
  return { found, result: await driver.verify(step, await driver.apply(step, found, context), context) };
}

describe.each(REPAIRS)('the repair %s', (repair, driver) => {
  const step = repairStep(repair, 'box');

  it('is done once, is seen to be done, and is taken back whole', async () => {
    const small = new SmallBox();
    const context = contextFor(small.box);
    const before = small.picture();
    const { found, result } = await carryOut(repair, driver, context);
    expect(small.picture()).not.toEqual(before);
    const after = small.picture();
    expect(await driver.inspect(step, context)).toMatchObject({ change: 'none' });
    // A crash after the change and before the journal knew of it: it is done again, and nothing is there twice.
    await driver.apply(step, found, context);
    expect(small.picture()).toEqual(after);
    expect(await driver.undo(step, found, result, context)).toEqual([]);
    expect(small.picture()).toEqual(before);
    expect(await driver.undo(step, found, null, context)).toEqual([]);
  });

  it('that had no effect is told', async () => {
    const small = new SmallBox();
    small.deaf = true;
    await expect(carryOut(repair, driver, contextFor(small.box))).rejects.toMatchObject({ code: 'box-repair-without-effect' });
  });

  it('whose taking back had no effect says what is left', async () => {
    const small = new SmallBox();
    const context = contextFor(small.box);
    const { found, result } = await carryOut(repair, driver, context);
    small.deaf = true;
    expect(await driver.undo(step, found, result, context)).not.toEqual([]);
    expect(await driver.undo(step, { nonsense: true }, result, context)).toHaveLength(1);
  });
});

describe('what was there before', () => {
  it('is left: targets that their owner had masked stay masked', async () => {
    const small = new SmallBox();
    small.masked.add('hibernate.target');
    const context = contextFor(small.box);
    const { found, result } = await carryOut('keep-awake', KEEP_AWAKE, context);
    expect(small.masked.size).toBe(4);
    await KEEP_AWAKE.undo(repairStep('keep-awake', 'box'), found, result, context);
    expect([...small.masked]).toEqual(['hibernate.target']);
  });

  it("is left: an owner's own rule of ufw", async () => {
    const small = new SmallBox();
    small.ufw.push('route allow in on netmaker');
    const context = contextFor(small.box);
    const inspection = await ALLOW_UFW_FORWARD.inspect(repairStep('allow-ufw-forward', 'box'), context);
    expect(inspection.change).toBe('none');
    expect(await ALLOW_UFW_FORWARD.undo(repairStep('allow-ufw-forward', 'box'), inspection.found, null, context)).toEqual([]);
    expect(small.ufw).toHaveLength(1);
    expect(small.changes).toEqual([]);
  });

  it('and what the service for Docker runs are the rules that are looked for', async () => {
    const small = new SmallBox();
    await carryOut('allow-docker-forward', ALLOW_DOCKER_FORWARD, contextFor(small.box));
    const unit = small.files.get(UNIT_FILE) ?? '';
    for (const { chain, rule } of dockerRules('netmaker')) {
      expect(unit).toContain(`iptables -w -C ${chain} ${rule}`);
      expect(unit).toContain(`iptables -w -D ${chain} ${rule}`);
    }
    expect(unit.split('\n').filter((line) => line.startsWith('Exec'))).toHaveLength(2);
    // systemd would put in something of its own for these.
    expect(unit).not.toMatch(/^Exec.*[$%]/m);
  });
});
