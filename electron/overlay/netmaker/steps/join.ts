import { z } from 'zod';
import { TunnelError } from '../../../domain/errors';
import type { Json } from '../../../domain/json';
import type { PlannedStep } from '../../../domain/plan';
import { Secret } from '../../../domain/secret';
import type { Box, CommandResult } from '../../../engine/ports';
import type { StepContext, StepDriver } from '../../../engine/step';
import { plainText } from '../../../domain/plain-text';
import { addHostToNetwork, deleteHost, listHosts, removeHostFromNetwork } from '../api/hosts';
import { listNodes } from '../api/nodes';
import { pendingHost, withdraw } from '../api/pending-hosts';
import { admit } from '../admission';
import { readBoxState } from '../box-state';
import { ensureToken } from '../enrollment';
import { boxState, joinResult, memberOf, type Member } from '../membership';
import { KeyInput, readInput } from '../plan';
import { CLIENT, JOIN_NAME, JOIN_SCRIPT } from '../scripts';
import { sessionFor, type Session, type Sessions } from '../session';
import { pollThrough } from '../waiting';

/** `known`: the server knew this host before us. `member`: it was in the network before us. */
const Found = z.object({ known: z.boolean(), member: z.boolean() });

/** The client's own call to the server ends after 30 s; before it, it makes a test interface. */
const JOIN_DEADLINE_MS = 90_000;
/** The server lists a host before it answers the registration; where the client says that it failed, one more look will do. */
const REGISTERED_DEADLINE_MS = 10_000;
const FAILED_DEADLINE_MS = 1_000;
/** The client pulls what the server made of it, at worst every 30 s. */
const TAKEN_UP_DEADLINE_MS = 120_000;
const GONE_DEADLINE_MS = 60_000;

/** The box as a member of the network: registered by the client, verified on the server and on the box. */
export function joinStep(sessions: Sessions): StepDriver {
  return {
    kind: 'netmaker.join',

    async inspect(step, context) {
      const { session, input } = at(sessions, step, context);
      const { hostId, networks } = await boxState(context);
      if (hostId === null) return { change: 'add', found: { known: false, member: false }, result: null };
      const [hosts, member] = await Promise.all([
        listHosts(session.client, context.signal, true),
        memberOf(session.client, input.network, hostId, context.signal, true),
      ]);
      const found = { known: hosts.some((host) => host.id === hostId), member: member !== null };
      if (member === null) return { change: 'add', found, result: null };
      return networks.includes(input.network) ? { change: 'none', found, result: member } : { change: 'update', found, result: null };
    },

    async apply(step, _found, context) {
      const { session, input } = at(sessions, step, context);
      const state = await readBoxState(await context.box(), context.signal);
      const known = state.hostId !== null && (await listHosts(session.client, context.signal)).some((host) => host.id === state.hostId);
      if (known && state.hostId !== null && state.networks.length > 0 && !state.networks.includes(input.network)) {
        // Already a client of this server, for another network: it needs no key.
        await addHostToNetwork(session.client, state.hostId, input.network, context.signal);
        return await joined(session, input.network, state.hostId, context);
      }
      // Registered by an earlier run and not let in yet: asking once more would only take another use of the key.
      const waiting = known && state.hostId !== null ? await pendingHost(session.client, input.network, state.hostId, context.signal) : null;
      if (waiting === null && !state.networks.includes(input.network)) await joinByToken(session, input, context);
      const { hostId } = await readBoxState(await context.box(), context.signal);
      if (hostId === null) throw new TunnelError('overlay-join-failed', { reason: 'the client made no identity', server: session.client.url });
      return await joined(session, input.network, hostId, context);
    },

    async verify(step, result, context) {
      const { session, input } = at(sessions, step, context);
      const before = joinResult(result);
      if (before === null) throw new TunnelError('bug', {}, { detail: 'join without a result' });
      const box = await context.box();
      const member = await pollThrough(
        async () => {
          const [state, listed] = await Promise.all([readBoxState(box, context.signal), memberOf(session.client, input.network, before.hostId, context.signal)]);
          return listed !== null && listed.address !== '' && state.hostId === before.hostId && state.networks.includes(input.network) ? listed : undefined;
        },
        { deadlineMs: TAKEN_UP_DEADLINE_MS, pauseMs: 300, signal: context.signal },
      );
      if (member === undefined) throw new TunnelError('overlay-join-failed', { reason: 'the client did not take up the network', server: session.client.url });
      return journaled(member, Approved.safeParse(result).success);
    },

    async undo(step, found, result, context) {
      const { session, input } = at(sessions, step, context);
      const before = Found.safeParse(found).data ?? { known: true, member: true };
      if (before.member) return [];
      const box = await context.box();
      const state = await readBoxState(box, context.signal);
      const hostId = joinResult(result)?.hostId ?? state.hostId ?? (await hostByName(session, input.network, box, context.signal));
      if (state.installed && state.networks.includes(input.network)) {
        await box.run([CLIENT, 'leave', input.network], { root: true, deadlineMs: JOIN_DEADLINE_MS, signal: context.signal });
      }
      if (hostId !== null) await forget(session, input.network, hostId, before.known, context.signal);
      return [];
    },
  };
}

async function joinByToken(session: Session, input: KeyInput, context: StepContext): Promise<void> {
  const token = await ensureToken(session.client, context.secrets, { ...input, now: context.now() }, context.signal);
  if (token === null) throw new TunnelError('overlay-refused', { action: 'make an enrolment key', status: 200, message: 'it said yes, but lists no such key' });
  const box = await context.box();
  const register = (): Promise<CommandResult> => box.run(['sh', '-c', JOIN_SCRIPT, JOIN_NAME], { root: true, stdin: new Secret(`${token.reveal()}\n`), deadlineMs: JOIN_DEADLINE_MS, signal: context.signal });
  let result = await register();
  // Exit code 0 also when the call failed, 2 for an error status: only the server's list tells whether it is in.
  const registered = await pollThrough(
    async () => {
      const { hostId } = await readBoxState(box, context.signal);
      return hostId !== null && (await listHosts(session.client, context.signal)).some((host) => host.id === hostId) ? true : undefined;
    },
    { deadlineMs: saysRegistered(result) ? REGISTERED_DEADLINE_MS : FAILED_DEADLINE_MS, pauseMs: 200, signal: context.signal },
  );
  // The server has it, but its answer did not reach the client, which knows of no network then: it asks once more.
  if (registered === true && !saysRegistered(result)) result = await register();
  if (registered === undefined) throw new TunnelError('overlay-join-failed', { reason: reasonIn(result, token), server: serverIn(token) ?? session.client.url });
}

async function joined(session: Session, network: string, hostId: string, context: StepContext): Promise<Json> {
  const { member, approved } = await admit(session, network, hostId, context);
  return journaled(member, approved);
}

/** `approved` stands in the journal: a person may want to know who let the device in. */
function journaled(member: Member, approved: boolean): Json {
  return approved ? { ...member, approved } : { ...member };
}

const Approved = z.object({ approved: z.literal(true) });

/** Takes the host out of the network and, where the server did not know it before us, off the server. @throws undo-left. */
async function forget(session: Session, network: string, hostId: string, keepHost: boolean, signal: AbortSignal): Promise<void> {
  const server = await session.server(signal);
  const look = async (): Promise<{ node: boolean; host: boolean }> => {
    const [nodes, hosts] = await Promise.all([listNodes(session.client, network, signal), listHosts(session.client, signal)]);
    return { node: nodes.some((candidate) => candidate.hostid === hostId), host: !keepHost && hosts.some((host) => host.id === hostId) };
  };
  let left = await look();
  // A request for approval outlives the device that made it.
  const waiting = left.node ? null : await pendingHost(session.client, network, hostId, signal);
  if (waiting !== null) await withdraw(session.client, waiting, signal);
  if (left.node || left.host) {
    await pollThrough(
      async () => {
        await removeHostFromNetwork(session.client, hostId, network, signal);
        if (!keepHost) await deleteHost(session.client, server, hostId, signal);
        left = await look();
        return left.node || left.host ? undefined : true;
      },
      { deadlineMs: GONE_DEADLINE_MS, pauseMs: 500, signal },
    );
  }
  if (left.node || left.host) throw new TunnelError('undo-left', { what: left.node ? `the small computer in ${network}` : 'the small computer on the server', seconds: GONE_DEADLINE_MS / 1000 });
}

/**
 * A crash hid the result and the box has no client any more: then by name, but only the one host of that name that is in this
 * network and no other. A second Raspberry Pi called "raspberrypi" is not ours to remove.
 */
async function hostByName(session: Session, network: string, box: Box, signal: AbortSignal): Promise<string | null> {
  const { hostname } = await box.facts(signal);
  const [hosts, nodes] = await Promise.all([listHosts(session.client, signal), listNodes(session.client, network, signal)]);
  const named = hosts.filter((host) => host.name === hostname);
  const [only] = named;
  if (named.length !== 1 || only === undefined || (only.nodes ?? []).length > 1) return null;
  return nodes.some((candidate) => candidate.hostid === only.id) ? only.id : null;
}

function saysRegistered(result: CommandResult): boolean {
  return /registered with server/i.test(result.stdout);
}

function reasonIn(result: CommandResult, token: Secret): string {
  const lines = `${result.stdout}\n${result.stderr}`.split('\n').map((line) => line.trim()).filter((line) => line !== '');
  const telling = lines.filter((line) => /fail|error|invalid|could not|denied|refused/i.test(line)).at(-1) ?? lines.at(-1) ?? `the command ended with ${result.code ?? 'a signal'}`;
  return plainText(telling.replaceAll(token.reveal(), '[secret]'));
}

/** A token names the very host that the box will call: worth telling when that fails. */
function serverIn(token: Secret): string | null {
  try {
    const parsed = z.object({ server: z.string() }).safeParse(JSON.parse(Buffer.from(token.reveal(), 'base64').toString('utf8')));
    return parsed.success ? plainText(parsed.data.server, 100) : null;
  } catch {
    return null;
  }
}

function at(sessions: Sessions, step: PlannedStep, context: StepContext): { session: Session; input: KeyInput } {
  const input = readInput(KeyInput, step);
  return { session: sessionFor(sessions, input.server, context.site, context.secrets), input };
}
