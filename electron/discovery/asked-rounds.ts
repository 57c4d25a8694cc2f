import { pause } from '../camera/deadline';

/** Milliseconds after the start: a datagram that is lost, or that a sleepy device misses, is asked again (measured with three: 21 of 21). */
const ROUNDS = [0, 150, 400];
/** Milliseconds after the last round in which answers are still due: devices wait up to 1 s (MX 1) or 500 ms by design. */
const LISTEN = 1_500;

/** Asks three times and then waits for answers. @throws TunnelError `cancelled`. */
export async function askInRounds(ask: () => void, signal: AbortSignal): Promise<void> {
  let at = 0;
  for (const time of ROUNDS) {
    await pause(time - at, signal);
    at = time;
    ask();
  }
  await pause(LISTEN, signal);
}
