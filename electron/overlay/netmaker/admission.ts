import { TunnelError } from '../../domain/errors';
import type { Progress } from '../../domain/stage';
import type { StepContext } from '../../engine/step';
import { approve, pendingHost } from './api/pending-hosts';
import { memberOf, type Member } from './membership';
import type { Session } from './session';
import { pollThrough } from './waiting';

/** The server adds the node after it has answered; then the client pulls, at worst every 30 s. */
const NODE_DEADLINE_MS = 120_000;
/** Nodes usually appear within a second: before that nobody is asked whether somebody must approve. */
const MISSES_BEFORE_ASKING = 3;
/** How long a run waits for a person at the other end of a telephone. */
const APPROVAL_DEADLINE_MS = 15 * 60_000;

/** `approved`: the network wanted a person's approval and we gave it. */
export interface Admission {
  readonly member: Member;
  readonly approved: boolean;
}

/**
 * Waits until the server has made the host a member. Where the network wants new devices approved (Netmaker Pro), this approves it;
 * where the account may not, it says so and waits until somebody did. @throws overlay-node-missing, overlay-approval-wanted.
 */
export async function admit(session: Session, network: string, hostId: string, context: StepContext): Promise<Admission> {
  let misses = 0;
  let approved = false;
  const seen = await pollThrough(
    async () => {
      const member = await memberOf(session.client, network, hostId, context.signal);
      if (member !== null) return { member };
      misses++;
      const pending = misses < MISSES_BEFORE_ASKING ? null : await pendingHost(session.client, network, hostId, context.signal);
      if (pending === null) return undefined;
      // Its "yes" is not believed: while the request is still there, it is approved once more.
      const said = await approve(session.client, pending, context.signal);
      approved ||= said;
      return said ? undefined : { member: null };
    },
    { deadlineMs: NODE_DEADLINE_MS, pauseMs: 200, signal: context.signal },
  );
  if (seen === undefined) throw new TunnelError('overlay-node-missing', { seconds: NODE_DEADLINE_MS / 1000 });
  return { member: seen.member ?? (await awaitApproval(session, network, hostId, context)), approved };
}

async function awaitApproval(session: Session, network: string, hostId: string, context: StepContext): Promise<Member> {
  const host = context.site.box?.host ?? '';
  // Of no step: words about one name the step in place of the device.
  const tell = (state: Progress['state']): void => { context.progress({ task: 'await-approval', subject: host, state, done: null, total: null, step: null }); };
  tell('running');
  try {
    const member = await pollThrough(async () => (await memberOf(session.client, network, hostId, context.signal)) ?? undefined, { deadlineMs: APPROVAL_DEADLINE_MS, pauseMs: 1_000, maxPauseMs: 5_000, signal: context.signal });
    if (member === undefined) throw new TunnelError('overlay-approval-wanted', { network, host });
    tell('done');
    return member;
  } catch (error) {
    tell('failed');
    throw error;
  }
}
