import { TunnelError } from '../../domain/errors';
import { plainText } from '../../domain/plain-text';
import type { Box, Secrets } from '../../engine/ports';
import { AGENTS_FOLDER, containerOf, plainImage } from './container';
import { lookAtAgent, type Host } from './docker-look';
import { REMOVE_NAME, REMOVE_SCRIPT } from './docker-scripts';

/** The agent has 10 s to end, and others may be before it at the image. */
const REMOVE_MS = 180_000;

/**
 * Removes an agent and all that was made for it. `site` '': of whatever site. Gone already is fine; what is somebody else's is left.
 * Returns what is still there, in the expert's words. @throws docker-refused.
 */
export async function removeAgent(box: Box, at: Host, agent: string, image: string, site: string, secrets: Secrets, signal: AbortSignal): Promise<string[]> {
  const { code, stdout, stderr } = await box.run(['sh', '-c', REMOVE_SCRIPT, REMOVE_NAME, AGENTS_FOLDER, agent, site], { root: true, deadlineMs: REMOVE_MS, signal });
  if (code !== 0 && code !== 65) throw new TunnelError('docker-refused', { host: at.host, action: `remove the agent ${agent}`, reason: plainText(stderr) || `The command ended with ${code ?? 'a signal'}.` });
  const left = stdout.split('\n').filter((line) => line.startsWith('left=')).map((line) => `the image ${plainImage(plainText(line.slice(5)))} is still there`);
  const now = await lookAtAgent(box, at, agent, image, secrets, signal).catch((error: unknown) => {
    // Whoever took Docker away took its containers with it.
    if (error instanceof TunnelError && error.code === 'docker-missing') return null;
    throw error;
  });
  const mine = (of: string | null | undefined): boolean => of != null && of !== '' && (site === '' || of === site);
  return [
    ...(now?.container == null ? [] : [mine(now.container.site) ? `the container ${containerOf(agent)} is still there` : `the container ${containerOf(agent)} is somebody else's now`]),
    ...(mine(now?.volume) ? [`the volume ${containerOf(agent)} is still there`] : []),
    ...(now?.file != null && mine(now.file.site) ? [`${AGENTS_FOLDER}/${agent}.env is still there`] : []),
    ...left,
  ];
}
