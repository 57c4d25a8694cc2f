import type { BoxCheck } from '../../engine/ports';
import { finding } from './finding';
import { TELLING, linesOf, look, type Look } from './look';

/**
 * An old laptop or office PC is a good small computer until its lid is closed or its desktop sends it to sleep. A machine without
 * either stays awake by itself, whatever its sleep targets are.
 */
export const staysAwakeCheck: BoxCheck = {
  id: 'stays-awake',
  run: async (question, signal) => {
    const why = reasonsToSleep(await look(question, signal));
    if (why.length === 0) return finding('stays-awake', 'ok');
    return finding('stays-awake', 'warns', {}, why.join(', '), question.facts.init === 'systemd' ? 'keep-awake' : 'none');
  },
};

export function reasonsToSleep(seen: Pick<Look, 'present' | 'powerStates' | 'sleepSettings' | 'sleepTargets' | 'desktop'>): string[] {
  // Documentation/admin-guide/pm/sleep-states.rst; absent or empty: the kernel can send it to none.
  if (!/\b(freeze|standby|mem|disk)\b/.test(seen.powerStates.text)) return [];
  const [all, suspend] = linesOf(seen.sleepTargets);
  if (all === 'masked' || suspend === 'masked') return [];
  const settings = new Map(linesOf(seen.sleepSettings).flatMap((line) => {
    const [, name, value] = /^\s*(IdleAction|HandleLidSwitch)=\s*([\w-]+)/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value] as const];
  }));
  const sleeps = (value: string): boolean => /^(suspend|hibernate|hybrid-sleep|suspend-then-hibernate|sleep)$/.test(value);
  return [
    // logind's default (logind.conf(5)).
    ...(linesOf(seen.present).includes(TELLING.lid) && sleeps(settings.get('HandleLidSwitch') ?? 'suspend') ? ['it has a lid, and sleeps when that is closed'] : []),
    ...(sleeps(settings.get('IdleAction') ?? 'ignore') ? [`IdleAction=${settings.get('IdleAction') ?? ''}`] : []),
    // GNOME and others suspend after 15 to 20 minutes, also with the plug in, also before anybody logs in.
    ...(seen.desktop.code === 0 && linesOf(seen.desktop)[0] === 'active' ? ['it shows a desktop'] : []),
  ];
}
