/** A command as the simulated box runs it, after the shell's and sudo's wrapping. */
export interface Command {
  readonly argv: readonly string[];
  readonly stdin: Buffer;
  readonly root: boolean;
  /** Aborted by a signal or `kill`. */
  readonly signal: AbortSignal;
}

export interface Reply {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export const said = (stdout: string): Reply => ({ code: 0, stdout, stderr: '' });
export const failed = (code: number, stderr: string): Reply => ({ code, stdout: '', stderr: `${stderr}\n` });
export const DONE: Reply = { code: 0, stdout: '', stderr: '' };
