import type { BrowserWindow, IpcMain, IpcMainInvokeEvent } from 'electron';
import { CALL_CHANNEL, CONTRACT, type Answer, type Call, type Output } from '../contract/contract';
import { TunnelError, errorData, type ErrorData } from '../domain/errors';
import type { z } from 'zod';
import { isStartPage } from './origin';

/** One function per call of the contract; a call without one does not compile. Arguments are parsed already. */
export type Handlers = { readonly [C in Call]: (input: z.output<(typeof CONTRACT)[C]['input']>) => Promise<Output<C>> | Output<C> };

export interface Server {
  readonly handlers: Handlers;
  readonly redact: (text: string) => string;
  /** Told of every error that is sent: by its code, never with arguments (they hold passwords). */
  readonly failed: (call: string, error: ErrorData) => void;
}

/** Serves the contract to one window. Returns the function that stops it. */
export function serveCalls(ipc: IpcMain, window: () => BrowserWindow | null, server: Server): () => void {
  ipc.handle(CALL_CHANNEL, (event, name: unknown, input: unknown) => {
    if (!isTrusted(event, window())) return refuse(server, typeof name === 'string' ? name : '?', 'not from the window');
    return answerCall(server, name, input);
  });
  return () => {
    ipc.removeHandler(CALL_CHANNEL);
  };
}

/** What of an event is looked at, so that a test can make one. */
export interface Sender {
  readonly sender: { readonly id: number };
  /** null when the frame is gone already. */
  readonly senderFrame: { readonly url: string; readonly parent: unknown; readonly routingId: number; readonly processId: number } | null;
}
interface KnownWindow {
  isDestroyed(): boolean;
  readonly webContents: { readonly id: number; readonly mainFrame: { readonly routingId: number; readonly processId: number } };
}

/** The main frame of our window, showing our page; whatever cannot be told is refused. */
export function isTrusted(event: Sender | IpcMainInvokeEvent, window: KnownWindow | null): boolean {
  if (window === null || window.isDestroyed() || event.sender.id !== window.webContents.id) return false;
  const frame = event.senderFrame;
  if (frame?.parent !== null) return false;
  const { mainFrame } = window.webContents;
  return frame.routingId === mainFrame.routingId && frame.processId === mainFrame.processId && isStartPage(frame.url);
}

/** Parses, answers, parses again. Never rejects: Electron would flatten an exception to a string. */
export async function answerCall(server: Server, name: unknown, input: unknown): Promise<Answer<Call>> {
  if (typeof name !== 'string' || !Object.hasOwn(CONTRACT, name)) return refuse(server, typeof name === 'string' ? name : '?', 'no such call');
  const call = name as Call;
  const parsed = CONTRACT[call].input.safeParse(input);
  if (!parsed.success) return refuse(server, call, parsed.error.issues.map((issue) => `${issue.path.join('.') || 'input'}: ${issue.code}`).join(', '));
  try {
    // The map pairs every call with its own types, which TypeScript loses when the call is a variable.
    const handler = server.handlers[call] as (input: unknown) => Promise<unknown>;
    const value = CONTRACT[call].output.parse(await handler(parsed.data)) as Output<Call>;
    return { ok: true, value };
  } catch (thrown) {
    const error = errorData(thrown, server.redact);
    server.failed(call, error);
    return { ok: false, error };
  }
}

function refuse(server: Server, call: string, reason: string): { ok: false; error: ErrorData } {
  const error = errorData(new TunnelError('input-invalid', { field: call.slice(0, 60), reason: reason.slice(0, 200) }), server.redact);
  server.failed(call.slice(0, 60), error);
  return { ok: false, error };
}
