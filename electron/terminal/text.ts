import { gigabytesPerMonth } from '../domain/bandwidth';
import { bySeverity, FINDING_SEVERITY } from '../domain/camera';
import { allCameras, chosenCameras } from '../domain/choice';
import { rootCause, type ErrorData } from '../domain/errors';
import { verdict } from '../domain/proof';
import type { Site } from '../domain/site';
import type { Progress } from '../domain/stage';
import type { SiteState } from '../domain/state';
import { fill, type Words } from '../domain/words/words';
import { layerText, streamText } from '../report/report';
import type { Command } from './usage';

/** What a person reads on the terminal after a command. */
export function resultText(command: Command, site: Site, state: SiteState, words: Words): string {
  switch (command) {
    case 'survey':
      return surveyText(site, state, words);
    case 'check':
    case 'repair':
      return checkText(site, state, words);
    case 'plan':
      return planText(state, words);
    case 'connect':
    case 'prove':
      return proofText(site, state, words);
    case 'undo':
      return stepsText(state, words);
    case 'report':
      return '';
  }
}

/** One line for a progress event that a person may care about, else null. */
export function progressText(progress: Progress, state: SiteState, words: Words): string | null {
  if (progress.state === 'done') return null;
  const planned = progress.step === null ? undefined : (state.plan?.steps.find(({ step }) => step.id === progress.step)?.step ?? state.steps.find(({ step }) => step.id === progress.step)?.step);
  const subject = planned === undefined ? progress.subject : fill(words.steps[planned.kind].title, planned.params);
  if (progress.task === 'sweep' && progress.done !== 0 && progress.done !== null) return null;
  return `${progress.state === 'failed' ? '! ' : '  '}${fill(words.tasks[progress.task], { subject })}`;
}

export function errorText(error: ErrorData, words: Words): string {
  const chain = [error, ...(error.cause === undefined ? [] : [rootCause(error)])];
  return chain
    .map(({ code, params, detail }) => {
      const text = words.errors[code];
      return [fill(text.what, params), fill(text.why, params), `-> ${fill(text.todo, params)}`, ...(detail === undefined ? [] : [`   (${code}: ${detail})`])].join('\n');
    })
    .join('\n');
}

function surveyText(site: Site, state: SiteState, words: Words): string {
  const cameras = new Set(allCameras(site, state).map((camera) => camera.device.id));
  const rows = (state.survey?.devices ?? []).map((device) => [
    cameras.has(device.id) ? '*' : ' ',
    device.address,
    words.kinds[device.kind],
    [device.vendor, device.model ?? device.name].filter((part) => part !== null).join(' '),
    device.mac ?? '',
    device.reasons[0] === undefined ? '' : fill(words.reasons[device.reasons[0].reason], device.reasons[0].params),
  ]);
  const advice = (state.survey?.devices ?? []).flatMap((device) => device.advice.map(({ advice: name, params }) => `${device.address}: ${fill(words.advice[name].what, params)}\n-> ${fill(words.advice[name].todo, params)}`));
  return [table(rows), ...advice].filter((part) => part !== '').join('\n\n');
}

function checkText(site: Site, state: SiteState, words: Words): string {
  const cameras = chosenCameras(site, state).map(({ choice, device, reading }) => [
    reading === null ? '?' : { ready: '+', partly: '~', failed: '!' }[reading.outcome],
    device.address,
    choice.name,
    reading === null ? '' : [reading.manufacturer, reading.model].filter((part) => part !== null).join(' '),
    reading?.main == null ? '' : streamText(reading.main),
    reading?.error == null ? '' : fill(words.errors[reading.error.code].what, reading.error.params),
  ]);
  const findings = chosenCameras(site, state).flatMap(({ choice, device, reading }) =>
    // Gravest first.
    bySeverity(reading?.findings ?? []).map(({ finding, params }) => [
      { info: 'i', warn: '~', bad: '!' }[FINDING_SEVERITY[finding]], device.address, choice.name, `${fill(words.findings[finding].what, params)} ${fill(words.findings[finding].todo, params)}`,
    ]),
  );
  const checks = (state.box?.checks ?? []).map((check) => [
    { ok: '+', warns: '~', blocks: '!', unknown: '?' }[check.outcome],
    words.checks[check.check].title,
    check.outcome === 'ok' ? fill(words.checks[check.check].ok, check.params) : check.outcome === 'unknown' ? (check.detail ?? '') : `${fill(words.checks[check.check].problem, check.params)} ${words.checks[check.check].todo}${check.fix === 'none' ? '' : ` (${words.repairs[check.fix]}: repair)`}`,
  ]);
  const services = state.services === null ? '' : `\nNetmaker ${state.services.overlay.version} (${state.services.overlay.variant}), ${state.services.overlay.network} ${state.services.overlay.range}\nFactory (${state.services.agents.variant}), ${state.services.agents.count} agents`;
  return [table(cameras), table(findings), table(checks)].filter((part) => part !== '').join('\n\n') + services;
}

function planText(state: SiteState, words: Words): string {
  const rows = (state.plan?.steps ?? []).map(({ step, change }) => [
    { none: '=', add: '+', update: '~', remove: '-' }[change],
    fill(change === 'remove' ? words.steps[step.kind].undo : words.steps[step.kind].will, step.params),
  ]);
  const kbps = state.plan?.totalKbps ?? 0;
  return `${table(rows)}\n\n${fill(words.report.bandwidthText, { mbps: (kbps / 1000).toFixed(1), gb: Math.round(gigabytesPerMonth(kbps)) })}`;
}

function proofText(site: Site, state: SiteState, words: Words): string {
  return chosenCameras(site, state)
    .map(({ choice, device, reading }) => {
      const proof = state.proofs[device.id];
      if (proof === undefined) return `! ${choice.name} (${device.address}): ${reading?.error == null ? words.report.unproven : fill(words.errors[reading.error.code].what, reading.error.params)}`;
      const seen = verdict(proof);
      const open = proof.layers.filter((layer) => layer.outcome !== 'proven').map((layer) => `\n    ${layerText(layer, words)}`);
      return `${{ frames: '+', available: '~', failed: '!' }[seen]} ${choice.name} (${device.address}): ${words.report[seen]}${open.join('')}`;
    })
    .join('\n');
}

function stepsText(state: SiteState, words: Words): string {
  const { report } = words;
  const phases = { begun: report.begun, done: report.done, kept: report.kept, failed: report.stepFailed, undoing: report.begun, 'undo-failed': report.undoFailed, undone: report.undone };
  const rows = state.steps.map(({ step, phase, differences }) => [phase === 'undone' || phase === 'kept' ? '+' : '!', fill(words.steps[step.kind].title, step.params), phases[phase], differences.join('; ')]);
  return rows.length === 0 ? words.report.nothing : table(rows);
}

function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, cell.length)));
  return rows.map((row) => row.map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0))).join('  ').trimEnd()).join('\n');
}
