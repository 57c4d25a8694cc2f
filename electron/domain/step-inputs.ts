import type { Json } from './json';
import type { StepState } from './state';

/** Inputs that the thing may have been made with, each once; null: one that nobody here knows. */
export function inputsOf({ step, inputs }: Pick<StepState, 'step' | 'inputs'>): readonly Json[] {
  return inputs ?? [step.input];
}

/** As a part of a step's state. */
export function severalInputs(...inputs: readonly Json[]): Required<Pick<StepState, 'inputs'>> {
  return { inputs: [...new Map(inputs.map((input) => [JSON.stringify(input), input])).values()] };
}
