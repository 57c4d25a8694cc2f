import type { SimulatedAgentOptions } from './simulated-agent';

export interface SimulatedLog {
  /** Newest lines, oldest first. */
  text(): string;
  close(): void;
}

const LOOK_MS = 5_000;
const MOST_LINES = 500;
/** Of three looks without a key frame (`ControlAgent`): it starts anew. */
const STALLED_LOOKS = 3;

/**
 * The log of a Kerberos agent as far as it tells of its stream (kerberos-io/agent v3.11.1 components/kerberos.go and
 * capture/gortsplib.go), in logrus' coloured form; with the address as it stands there, password and all.
 */
export function createAgentLog({ rtsp = '', connected, trouble, keyFrames, lookMs = LOOK_MS }: Pick<SimulatedAgentOptions, 'rtsp' | 'connected' | 'trouble' | 'keyFrames' | 'lookMs'>): SimulatedLog {
  const lines: string[] = [];
  let open = false;
  let looks = 0;
  let before = -1;
  let stalled = 0;
  const say = (level: 'INFO' | 'ERRO', message: string): void => {
    lines.push(`\u001b[${level === 'INFO' ? 36 : 31}m${level}\u001b[0m[${new Date().toISOString().slice(0, 19)}Z] ${message}`);
    if (lines.length > MOST_LINES) lines.splice(0, lines.length - MOST_LINES);
  };
  const look = (): void => {
    const wrong = connected() ? null : (trouble?.() ?? null);
    if (wrong !== null) say('ERRO', `components.Kerberos.RunAgent(): error connecting to RTSP stream: ${wrong}`);
    if (connected() && !open) say('INFO', `components.Kerberos.RunAgent(): opened RTSP stream: ${rtsp}`);
    open = connected();
    if (!open) return;
    looks++;
    const count = (keyFrames?.() ?? looks) % 1000;
    say('INFO', `components.Kerberos.ControlAgent(): Number of packets read from mainstream: ${count}`);
    stalled = count === before ? stalled + 1 : 0;
    before = count;
    if (stalled === STALLED_LOOKS) say('INFO', `components.Kerberos.ControlAgent(): Restarting machinery because of blocking mainstream. (stalledKeyframeCounter=${count}, lastPacket=15s ago, isConfiguring=false)`);
  };
  say('INFO', 'components.Kerberos.RunAgent(): Creating camera and processing threads.');
  const timer = setInterval(look, lookMs);
  timer.unref();
  return { text: () => `${lines.join('\n')}\n`, close: () => { clearInterval(timer); } };
}
