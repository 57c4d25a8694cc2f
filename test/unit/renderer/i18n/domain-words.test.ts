import { describe, expect, it } from 'vitest';
import { TunnelError, errorData } from '../../../../electron/domain/errors';
import { WORDS } from '../../../../electron/domain/words/words';
import { errorDetails, errorWords, sentence, taskWords } from '../../../../renderer/i18n/domain-words';
import { bakery, planned, plannedSteps } from '../../../fixtures/window/bakery';

describe('sentences of the domain', () => {
  it('show a dash where a parameter did not come, never braces', () => {
    expect(sentence('No connection to {address} on port {port}.', { address: '10.0.0.5' })).toBe('No connection to 10.0.0.5 on port –.');
  });

  it('name stages and checks by their words', () => {
    expect(errorWords(errorData(new TunnelError('stage-missing', { stage: 'check' })), WORDS.nl).what).toContain(WORDS.nl.stages.check);
    const blocked = errorWords(errorData(new TunnelError('box-check-blocks', { checks: 'disk, clock' })), WORDS.en).why;
    expect(blocked).toContain(WORDS.en.checks.disk.title);
    expect(blocked).toContain(WORDS.en.checks.clock.title);
  });

  it('give the expert the code, the figures and the whole chain of causes', () => {
    const error = errorData(new TunnelError('agents-refused', { action: 'create', status: 500, message: 'no' }, { detail: 'POST /deployments', cause: new TunnelError('deadline', { subject: 'Factory', seconds: 30 }) }));
    expect(errorDetails(error)).toMatch(/agents-refused.*status=500.*POST \/deployments\s+<- deadline.*seconds=30/s);
  });

  it('tell a task by the title of its step and not by the id', () => {
    const steps = plannedSteps(planned(bakery()));
    const words = taskWords({ task: 'apply-step', subject: 'factory.agent mac-2', state: 'running', done: null, total: null, step: 'factory.agent mac-2' }, steps, WORDS.en);
    expect(words).toBe('Cloud agent for Oven');
  });
});
