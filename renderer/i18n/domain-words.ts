import { CheckId } from '../../electron/domain/box';
import type { ErrorData } from '../../electron/domain/errors';
import type { Params } from '../../electron/domain/json';
import type { PlannedStep } from '../../electron/domain/plan';
import { Stage, type Progress } from '../../electron/domain/stage';
import { fill, type Words } from '../../electron/domain/words/words';

/** A sentence of the domain with its parameters; one that did not come is a dash and not a pair of braces. */
export function sentence(template: string, params: Params): string {
  return fill(template, params).replace(/\{[a-zA-Z]+\}/g, '–').replace(/\s+/g, ' ').trim();
}

export interface ErrorWords { readonly what: string; readonly why: string; readonly todo: string }

export function errorWords(error: ErrorData, words: Words): ErrorWords {
  const params = readableParams(error.params, words);
  const { what, why, todo } = words.errors[error.code];
  return { what: sentence(what, params), why: sentence(why, params), todo: sentence(todo, params) };
}

/** Some parameters are names of the catalogue themselves. */
function readableParams(params: Params, words: Words): Params {
  const readable: Record<string, string | number> = { ...params };
  const stage = Stage.safeParse(params['stage']);
  if (stage.success) readable['stage'] = words.stages[stage.data];
  if (typeof params['checks'] === 'string') {
    readable['checks'] = params['checks']
      .split(', ')
      .map((id) => {
        const check = CheckId.safeParse(id);
        return check.success ? words.checks[check.data].title : id;
      })
      .join(', ');
  }
  return readable;
}

/** For an expert: codes and details of an error and everything behind it. */
export function errorDetails(error: ErrorData): string {
  const params = Object.entries(error.params).map(([name, value]) => `${name}=${String(value)}`);
  const own = [error.code, ...params, ...(error.detail === undefined ? [] : [error.detail])].join('  ');
  return error.cause === undefined ? own : `${own}\n  <- ${errorDetails(error.cause)}`;
}

export function stepTitle(step: PlannedStep, words: Words): string {
  return sentence(words.steps[step.kind].title, step.params);
}

/** A task that works on a step is told by the step's title: ids are not for people. */
export function taskWords(progress: Progress, steps: readonly PlannedStep[], words: Words): string {
  const step = steps.find((candidate) => candidate.id === progress.step);
  return sentence(words.tasks[progress.task], { subject: step === undefined ? progress.subject : stepTitle(step, words) });
}
