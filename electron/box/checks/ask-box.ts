import type { Box, CommandOptions } from '../../engine/ports';

/** What a program said, both outputs together in the order in which they came. */
export interface Answer {
  /** 127: the box has no such program; null: it said so much that the rest was cut off. */
  readonly code: number | null;
  readonly text: string;
}

export const NO_ANSWER: Answer = { code: null, text: '' };

/**
 * Runs several programs one after the other, in one command on the box: over a slow line each command costs a tenth of a second,
 * and a small computer needs as long again for sudo. Arguments: each program with its own, then `kt:ask`. Nobody waits longer than
 * 9 s for one program, where the box has `timeout` (busybox before 1.30 wants another syntax, so it is tried).
 */
export const ASK_SCRIPT =
  't=; timeout 9 true 2>/dev/null && t="timeout 9"; '
  + 'ask() { { $t "$@"; printf "\\nkt:code %s\\n" "$?"; } </dev/null 2>&1 | head -n 2000; echo kt:next; }; '
  + 'first=1; for word do if [ "$first" ]; then first=; set --; fi; '
  + 'if [ "$word" = kt:ask ]; then ask "$@"; set --; else set -- "$@" "$word"; fi; done';

/** As long as the script needs for its slowest answers; it is for the whole, not for each. */
export const ASK_MS = 45_000;

/** The answers in the order of the questions. Never throws for what a program said. */
export async function askBox(box: Box, questions: readonly (readonly string[])[], options: Pick<CommandOptions, 'signal' | 'root'>): Promise<Answer[]> {
  const { stdout } = await box.run(['sh', '-c', ASK_SCRIPT, 'ask-box', ...questions.flatMap((argv) => [...argv, 'kt:ask'])], { ...options, deadlineMs: ASK_MS });
  const answers = parseAnswers(stdout);
  return questions.map((_argv, index) => answers[index] ?? NO_ANSWER);
}

export function parseAnswers(text: string): Answer[] {
  const parts = text.split(/^kt:next$/m);
  // After the last one nothing was begun.
  return parts.slice(0, -1).map((part) => {
    const said = part.replace(/^\n/, '');
    const end = /\n?kt:code (\d{1,3})\n$/.exec(said);
    return end === null ? { code: null, text: said } : { code: Number(end[1]), text: said.slice(0, end.index) };
  });
}
