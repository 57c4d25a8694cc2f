import { gigabytesPerMonth } from '../domain/bandwidth';
import { bySeverity, FINDING_SEVERITY } from '../domain/camera';
import { boxCandidates } from '../domain/box-candidates';
import { allCameras, chosenCameras } from '../domain/choice';
import { rootCause, type ErrorData } from '../domain/errors';
import { hubFile } from '../domain/hub-file';
import { verdict, type CameraProof, type LayerProof } from '../domain/proof';
import type { Site } from '../domain/site';
import type { Progress } from '../domain/stage';
import type { SiteState } from '../domain/state';
import { collisionText } from '../domain/words/collision-text';
import { layerFacts, layerText } from '../domain/words/proof-text';
import { storageTexts } from '../domain/words/storage-text';
import { factoryText } from '../domain/words/factory-text';
import { wayText } from '../domain/words/way-text';
import { fill, type Words } from '../domain/words/words';
import { streamText } from '../report/report';
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
    case 'adopt':
      return [stepsText(state, words), ...memoryTexts(state, words)].join('\n\n');
    case 'router':
      return [routerText(state, words), collisionText(state.collisions, words)].filter((part) => part !== '').join('\n\n');
    case 'report':
      return '';
  }
}

/** What the technician should know of the box's own note; the dates as the journal has them. */
export function memoryTexts(state: SiteState, words: Words): string[] {
  const { strangers, memory } = state.record;
  return [
    ...strangers.map((head) => fill(words.boxRecord.seen, { laptop: head.laptop, site: `${head.site.name} (${head.site.id})`, date: `${head.writtenAt.slice(0, 16).replace('T', ' ')} UTC` })),
    ...(memory?.tookOver == null ? [] : [fill(words.boxRecord.tookOver, memory.tookOver)]),
    ...(memory === null || memory.memory === 'remembers' ? [] : [fill(words.boxRecord[memory.memory], { reason: memory.reason ?? '?' })]),
  ];
}

/** One line for a progress event that a person may care about, else null. */
export function progressText(progress: Progress, state: SiteState, words: Words): string | null {
  if (progress.state === 'done') return null;
  const planned = progress.step === null ? undefined : (state.plan?.steps.find(({ step }) => step.id === progress.step)?.step ?? state.steps.find(({ step }) => step.id === progress.step)?.step);
  const subject = planned === undefined ? progress.subject : fill(words.steps[planned.kind].title, planned.params);
  if (progress.task === 'sweep' && progress.done !== 0 && progress.done !== null) return null;
  return `${progress.state === 'failed' ? '! ' : '  '}${fill(words.tasks[progress.task], { subject })}`;
}

/** The lines for a hub's administrator, when the moment has come to hand them over; null at any other. */
export function hubFileText(progress: Progress, site: Site, state: SiteState, words: Words): string | null {
  if (progress.task !== 'verify-step' || progress.state !== 'running' || progress.step !== 'wireguard.handover') return null;
  const text = hubFile(site, state);
  return text === null ? null : `\n${words.report.hubFile}\n\n${text}`;
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
  return [table(rows), ...advice, candidatesText(state, words)].filter((part) => part !== '').join('\n\n');
}

/** Where there is something that could carry the tunnel: what it is, and why it is suited or not. */
function candidatesText(state: SiteState, words: Words): string {
  const rows = boxCandidates(state.survey).map(({ address, port, kind, fit, name, server }) => [
    { good: '+', maybe: '~', no: '!' }[fit], port === 22 ? address : `${address}:${port}`, words.candidates.kinds[kind].title, [name, server].filter((part) => part !== null).join(', '), words.candidates.kinds[kind].why,
  ]);
  return rows.length === 0 ? '' : `${words.candidates.title}:\n${table(rows)}`;
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
    check.outcome === 'ok' ? fill(words.checks[check.check].ok, check.params) : check.outcome === 'unknown' ? (check.detail ?? '') : `${fill(words.checks[check.check].problem, check.params)} ${fill(words.checks[check.check].todo, check.params)}${check.fix === 'none' ? '' : ` (${words.repairs[check.fix]}: repair)`}`,
  ]);
  const services = state.services === null ? '' : `\n${state.services.overlay === null ? '' : overlayText(site, state.services.overlay, words)}${site.agents?.kind === 'factory' ? 'Factory ' : ''}(${state.services.agents.variant}), ${state.services.agents.count} agents\n${storageText(site, state, words)}`;
  return [table(cameras), table(findings), table(checks), site.box === null ? candidatesText(state, words) : '', collisionText(state.collisions, words), ...memoryTexts(state, words)].filter((part) => part !== '').join('\n\n') + services;
}

function overlayText(site: Site, overlay: NonNullable<NonNullable<SiteState['services']>['overlay']>, words: Words): string {
  const closed = overlay.access === 'closed' ? `~ ${fill(words.report.closedNetwork, { network: overlay.network })}\n` : '';
  return `${site.overlay?.kind === 'wireguard' ? '' : 'Netmaker '}${overlay.version} (${overlay.variant}), ${overlay.network} ${overlay.range}\n${closed}`;
}

function storageText(site: Site, state: SiteState, words: Words): string {
  return storageTexts(site, state.services, words).map(({ weight, text }) => `${{ good: '+', info: 'i', warn: '~', bad: '!' }[weight]} ${text}`).join('\n');
}

function planText(state: SiteState, words: Words): string {
  const rows = (state.plan?.steps ?? []).map(({ step, change }) => [
    { none: '=', add: '+', update: '~', remove: '-' }[change],
    [fill(change === 'remove' ? words.steps[step.kind].undo : words.steps[step.kind].will, step.params), wayText(step.params, words), factoryText(step.params, words)].filter((part) => part !== '').join(' '),
  ]);
  const kbps = state.plan?.totalKbps ?? 0;
  return `${[collisionText(state.collisions, words), table(rows)].filter((part) => part !== '').join('\n\n')}\n\n${fill(words.report.bandwidthText, { mbps: (kbps / 1000).toFixed(1), gb: Math.round(gigabytesPerMonth(kbps)) })}`;
}

function proofText(site: Site, state: SiteState, words: Words): string {
  // The same for every camera, and nothing that went wrong: said once.
  const untested = Object.values(state.proofs)[0]?.layers.find((layer) => layer.layer === 'survives-restart' && layer.outcome === 'not-asked');
  const cameras = chosenCameras(site, state)
    .map(({ choice, device, reading }) => {
      const proof = state.proofs[device.id];
      if (proof === undefined) return `! ${choice.name} (${device.address}): ${reading?.error == null ? words.report.unproven : fill(words.errors[reading.error.code].what, reading.error.params)}`;
      const seen = verdict(proof);
      const open = proof.layers.filter((layer) => layer.outcome !== 'proven' && !(layer.layer === 'survives-restart' && layer.outcome === 'not-asked')).map((layer) => `\n    ${layerText(layer, words)}${remedyText(layer, words)}`);
      return `${{ frames: '+', counted: '+', heartbeat: '~', available: '~', failed: '!' }[seen]} ${choice.name} (${device.address}): ${words.report[seen]}${factsText(proof, words)}${open.join('')}`;
    })
    .join('\n');
  return untested === undefined ? cameras : `${cameras}\n\n${words.layers['survives-restart'].title}: ${layerText(untested, words)}`;
}

/** What the strongest proof was had by, and what was measured; '' where nothing is told. */
function factsText(proof: CameraProof, words: Words): string {
  const strongest = proof.layers.find(({ layer, outcome }) => outcome === 'proven' && (layer === 'frame-received' || layer === 'frames-counted'));
  const facts = strongest === undefined ? [] : layerFacts(strongest, words);
  return facts.length === 0 ? '' : ` (${facts.join(', ')})`;
}

function remedyText({ outcome, error }: LayerProof, words: Words): string {
  if (outcome !== 'failed' || error === null) return '';
  const { code, params } = rootCause(error);
  return `\n      ${fill(words.errors[code].what, params)} ${fill(words.errors[code].why, params)}\n      -> ${fill(words.errors[code].todo, params)}`;
}

function stepsText(state: SiteState, words: Words): string {
  const { report } = words;
  const phases = { begun: report.begun, done: report.done, kept: report.kept, failed: report.stepFailed, undoing: report.begun, 'undo-failed': report.undoFailed, undone: report.undone };
  const rows = state.steps.map(({ step, phase, differences }) => [phase === 'undone' || phase === 'kept' ? '+' : '!', fill(words.steps[step.kind].title, step.params), phases[phase], differences.join('; ')]);
  return rows.length === 0 ? words.report.nothing : table(rows);
}

function routerText(state: SiteState, words: Words): string {
  const step = state.steps.find((one) => one.step.kind === 'netmaker.router' && (one.phase === 'done' || one.phase === 'kept'))?.step;
  return step === undefined ? '' : `+ ${fill(words.steps[step.kind].title, step.params)}: ${String(step.params['name'])}, ${String(step.params['network'])}, ${String(step.params['ranges'])}`;
}

function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, cell.length)));
  return rows.map((row) => row.map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0))).join('  ').trimEnd()).join('\n');
}
