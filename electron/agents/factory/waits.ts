/** How long Factory is waited for, in milliseconds. */
export interface Waits {
  /** Between the first two looks at the list; longer between later ones. */
  readonly pauseMs: number;
  /** The list lags behind create: how long an agent that an earlier attempt may have made can stay invisible. */
  readonly appearMs: number;
  /** The same right after a create whose answer was lost: it may still be worked on. */
  readonly lostMs: number;
  /** A Factory that restarts, or one that has not let go of the name of the agent that was just removed. */
  readonly busyMs: number;
  /** The list may still show an agent whose removal is then refused, because it is gone. */
  readonly lagMs: number;
  /** After a removal that was said yes to and not carried out. */
  readonly orderAgainMs: number;
  /** A pod may take its grace period, and the list lags behind. */
  readonly goneMs: number;
  /** Image pull and start of a pod on a slow cluster. */
  readonly availableMs: number;
}

export const WAITS: Waits = { pauseMs: 300, appearMs: 3_000, lostMs: 8_000, busyMs: 20_000, lagMs: 5_000, orderAgainMs: 10_000, goneMs: 120_000, availableMs: 180_000 };
