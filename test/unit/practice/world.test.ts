import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openWorld } from '../../../electron/practice/world';

const Nodes = z.object({ nodes: z.array(z.string()) });
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'world-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('the practice world', () => {
  it('is found again as it was left, part by part', () => {
    const world = openWorld(directory);
    world.part('netmaker', Nodes, { nodes: [] }).write({ nodes: ['box'] });
    world.part('box', z.object({ installed: z.boolean() }), { installed: false }).write({ installed: true });
    const again = openWorld(directory);
    expect(again.part('netmaker', Nodes, { nodes: [] }).read()).toEqual({ nodes: ['box'] });
    expect(again.part('box', z.object({ installed: z.boolean() }), { installed: false }).read()).toEqual({ installed: true });
  });

  it('keeps the parts that nobody asked for this time', () => {
    openWorld(directory).part('netmaker', Nodes, { nodes: [] }).write({ nodes: ['box'] });
    openWorld(directory).part('box', Nodes, { nodes: [] }).write({ nodes: ['other'] });
    expect(openWorld(directory).part('netmaker', Nodes, { nodes: [] }).read()).toEqual({ nodes: ['box'] });
  });

  it('begins anew with a part that does not fit its schema', () => {
    openWorld(directory).part('netmaker', z.string(), '').write('an older version');
    expect(openWorld(directory).part('netmaker', Nodes, { nodes: ['new'] }).read()).toEqual({ nodes: ['new'] });
  });

  it.each(['', '{"version":1,"parts":{"netma', '{"version":2,"parts":{}}', '[]'])('begins anew with a file of %j', (text) => {
    writeFileSync(join(directory, 'world.json'), text);
    expect(openWorld(directory).part('netmaker', Nodes, { nodes: [] }).read()).toEqual({ nodes: [] });
  });

  it('is not half written when the program was killed while it wrote', () => {
    openWorld(directory).part('netmaker', Nodes, { nodes: [] }).write({ nodes: ['box'] });
    writeFileSync(join(directory, 'world.json.new'), '{"version":1,"parts":{"netma');
    expect(openWorld(directory).part('netmaker', Nodes, { nodes: [] }).read()).toEqual({ nodes: ['box'] });
  });

  it('gives copies: what is changed in them is not in the world', () => {
    const part = openWorld(directory).part('netmaker', Nodes, { nodes: [] });
    const next = { nodes: ['box'] };
    part.write(next);
    next.nodes.push('later');
    part.read().nodes.push('elsewhere');
    expect(part.read()).toEqual({ nodes: ['box'] });
  });

  it('is readable by its owner only, and leaves no second file behind', () => {
    openWorld(directory).part('netmaker', Nodes, { nodes: [] }).write({ nodes: ['box'] });
    expect(readdirSync(directory)).toEqual(['world.json']);
    if (process.platform !== 'win32') expect(statSync(join(directory, 'world.json')).mode & 0o077).toBe(0);
    expect(JSON.parse(readFileSync(join(directory, 'world.json'), 'utf8'))).toMatchObject({ version: 1 });
  });

  it('says so when it cannot be kept', () => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    const part = openWorld(join(file, 'inside')).part('netmaker', Nodes, { nodes: [] });
    expect(() => part.write({ nodes: [] })).toThrow(expect.objectContaining({ code: 'storage-failed' }));
  });
});
