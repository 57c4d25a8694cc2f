import { expect, it } from 'vitest';
import { request, startWorld } from '../factory/factory-at-hand';
import { startStorage } from './storage-at-hand';

it('an agent of Factory, which cannot be told a place for its recordings, proves nothing of one', async () => {
  const [world, storage] = await Promise.all([startWorld(), startStorage()]);
  try {
    await world.walk.connect(world.steps());
    const own = { kind: 'own', vault: storage.vaultSettings, hub: null } as const;
    const { layers } = await world.registrar.prove({ ...request('site12-gate').spec, storage: own }, world.view({ storage: own }));
    expect(layers.map(({ layer, outcome }) => `${layer} ${outcome}`)).toContain('agent-available proven');
    expect(layers.map(({ layer }) => layer)).not.toContain('agent-stores');
    expect(storage.vault.faults.calls.size).toBe(0);
  } finally {
    await Promise.all([world.close(), storage.close()]);
  }
});
