import { gigabytesPerMonth } from '../domain/bandwidth';
import { bySeverity, FINDING_SEVERITY, type CameraReading, type PictureRef, type StreamMeasure } from '../domain/camera';
import { chosenCameras, runsAtEdge, type ChosenCamera } from '../domain/choice';
import { rootCause, type ErrorData } from '../domain/errors';
import { verdict, type Verdict, type CameraProof, type LayerProof } from '../domain/proof';
import { agentsPlace, type Site } from '../domain/site';
import { STAGES } from '../domain/stage';
import type { SiteState, StepState } from '../domain/state';
import { farMissing, layerFacts, layerText, nearMissing } from '../domain/words/proof-text';
import { storageTexts } from '../domain/words/storage-text';
import { fill, WORDS, type Language, type Words } from '../domain/words/words';
import { html, raw, type Html } from './html';

export interface ReportInput {
  readonly site: Site;
  readonly state: SiteState;
  /** Base64 of a picture, or null where it is gone. */
  readonly picture: (ref: PictureRef) => string | null;
  readonly language: Language;
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Style sheet, put into the page: the report is one file. */
  readonly css: string;
}

/**
 * The handover report: one self-contained, printable page without scripts, also for a site where something failed. Everything
 * comes from the journal; nothing in it is secret.
 */
export function renderReport(input: ReportInput): string {
  const words = WORDS[input.language];
  const cameras = chosenCameras(input.site, input.state);
  return html`<!doctype html>
<html lang="${input.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${words.report.title} - ${input.site.name}</title>
<style>${raw(input.css)}</style>
</head>
<body>
<main>
${cover(input, words, cameras)}
${cameraSection(input, words, cameras)}
${networkSection(input, words)}
${changeSection(input, words)}
${findingSection(words, cameras)}
${failureSection(input, words, cameras)}
${costSection(input, words)}
${signature(words)}
</main>
<footer>${fill(words.report.software, { version: input.version })}</footer>
</body>
</html>
`.text;
}

function cover({ site, state, language, now }: ReportInput, words: Words, cameras: readonly ChosenCamera[]): Html {
  const proven = cameras.filter((camera) => proofVerdict(state, camera) === 'frames').length;
  const kbps = state.plan?.totalKbps ?? 0;
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const made = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: knownZone(site.timeZone) }).format(now);
  const result = state.changed || proven > 0 ? fill(words.report.resultFrames, { count: proven, total: cameras.length }) : words.report.resultNone;
  return html`<header>
${site.mode === 'practice' ? html`<p class="practice">${words.report.practice}</p>` : null}
<p class="kind">${words.report.title}</p>
<h1>${site.name}</h1>
<p>${words.report.made} ${made}</p>
<p class="result ${proven === cameras.length && proven > 0 ? 'good' : 'open'}">${result}</p>
${kbps > 0 ? html`<p>${fill(words.report.bandwidthText, { mbps: number.format(kbps / 1000), gb: number.format(Math.round(gigabytesPerMonth(kbps))) })}</p>` : null}
</header>`;
}

function cameraSection(input: ReportInput, words: Words, cameras: readonly ChosenCamera[]): Html {
  const { site, state } = input;
  return html`<section><h2>${words.report.cameras}</h2>
${cameras.length === 0 ? html`<p>${words.report.nothing}</p>` : null}
${cameras.map((camera) => {
    const proof = state.proofs[camera.device.id] ?? null;
    const seen = proofVerdict(state, camera);
    const far = runsAtEdge(site, camera) ? words.report.farEdge : words.report.far;
    return html`<article class="camera">
<h3>${camera.choice.name} <span class="verdict ${seen}">${words.report[seen]}</span></h3>
<div class="pictures">
<figure>${image(camera.reading?.picture ?? null, nearMissing(camera.reading, words), `${camera.choice.name}: ${words.report.near}`, input)}<figcaption>${words.report.near}</figcaption></figure>
<figure>${image(proof?.picture ?? null, farMissing(proof, words), `${camera.choice.name}: ${far}`, input)}<figcaption>${far}</figcaption></figure>
</div>
<dl>
<dt>${words.report.address}</dt><dd>${camera.device.address}${camera.device.mac === null ? null : ` (${camera.device.mac})`}</dd>
<dt>${words.report.model}</dt><dd>${modelOf(camera.reading, camera)}</dd>
${streams(camera.reading).map((stream) => html`<dt>${words.report.stream}</dt><dd>${stream}</dd>`)}
<dt>${words.report.agents}</dt><dd>${camera.agentName}</dd>
</dl>
${proof === null ? null : proofList(proof, words)}
</article>`;
  })}
</section>`;
}

function proofList(proof: CameraProof, words: Words): Html {
  return html`<ul class="layers">${proof.layers.map((layer) => html`<li class="${layer.outcome}">${layerText(layer, words)}${factsOf(layer, words)}${remedyOf(layer, words)}</li>`)}</ul>`;
}

function factsOf(layer: LayerProof, words: Words): Html | null {
  const facts = layerFacts(layer, words);
  return facts.length === 0 ? null : html` <small>${facts.join(', ')}</small>`;
}

function remedyOf({ outcome, error }: LayerProof, words: Words): Html | null {
  if (outcome !== 'failed' || error === null) return null;
  const { what, why, todo } = words.errors[rootCause(error).code];
  const { params } = rootCause(error);
  return html`<br><small>${fill(what, params)} ${fill(why, params)} <strong>${fill(todo, params)}</strong></small>`;
}

function networkSection({ site, state }: ReportInput, words: Words): Html {
  const { box, services } = state;
  return html`<section><h2>${words.report.network}</h2><dl>
${site.box === null ? null : html`<dt>${words.report.box}</dt><dd>${box === null ? site.box.host : `${box.facts.hostname} (${site.box.host}), ${box.facts.system}, ${box.facts.architecture}`}</dd>`}
${services === null ? null : html`${services.overlay === null ? null : html`<dt>${words.report.overlay}</dt><dd>${services.overlay.network}, ${services.overlay.range} (${services.overlay.version})</dd>`}
<dt>${words.report.agents}</dt><dd>${site.agents === null ? '' : agentsPlace(site.agents)} (${services.agents.variant})</dd>
${storageTexts(site, services, words).map(({ text }) => html`<dt>${words.storage.title}</dt><dd>${text}</dd>`)}`}
</dl>
${box === null ? null : html`<h3>${words.report.checks}</h3><ul class="layers">${box.checks.map((check) => {
    const text = words.checks[check.check];
    const outcome = check.outcome === 'ok' ? 'proven' : check.outcome === 'blocks' ? 'failed' : 'not-asked';
    return html`<li class="${outcome}">${text.title}: ${check.outcome === 'ok' ? fill(text.ok, check.params) : check.outcome === 'unknown' ? (check.detail ?? '?') : fill(text.problem, check.params)}</li>`;
  })}</ul>`}
</section>`;
}

function changeSection({ site, state }: ReportInput, words: Words): Html {
  const steps = state.steps.filter((step) => step.step.kind !== 'netmaker.key-removal');
  return html`<section><h2>${words.report.changes}</h2>
${steps.length === 0 ? html`<p>${words.report.nothing}</p>` : html`<table>
<thead><tr><th scope="col">${words.report.change}</th><th scope="col">${words.report.state}</th><th scope="col">${words.report.undo}</th></tr></thead>
<tbody>${steps.map((step) => html`<tr><td>${fill(words.steps[step.step.kind].will, step.step.params)}</td><td>${stepState(step, words)}</td><td>${fill(words.steps[step.step.kind].undo, step.step.params)}
${step.differences.length === 0 ? null : html`<br><strong>${words.report.differences}:</strong> ${step.differences.join('; ')}`}</td></tr>`)}</tbody>
</table>
${memoryNote(state, words)}
<p>${fill(words.report.undoText, { command: `npm run cli -- undo ${site.mode === 'practice' ? '--practice' : '--site FILE'}` })}</p>`}
</section>`;
}

function memoryNote({ record }: SiteState, words: Words): Html | null {
  if (record.memory === null || record.memory.memory === 'remembers') return null;
  return html`<p>${fill(words.boxRecord[record.memory.memory], { reason: record.memory.reason ?? '?' })}</p>`;
}

/** For the expert: what the line between laptop, small computer and servers was used for. */
function costSection({ state }: ReportInput, words: Words): Html | null {
  const rows = STAGES.flatMap((stage) => {
    const trips = state.trips[stage];
    return trips === undefined ? [] : [html`<dt>${words.stages[stage]}</dt><dd>${fill(words.boxRecord.trips, { box: trips.box, servers: trips.servers, seconds: (trips.milliseconds / 1000).toFixed(1) })}</dd>`];
  });
  return rows.length === 0 ? null : html`<section><h2>${words.report.cost}</h2><dl>${rows}</dl></section>`;
}

function stepState(step: StepState, words: Words): string {
  const { report } = words;
  switch (step.phase) {
    case 'done': return report.done;
    case 'kept': return report.kept;
    case 'failed': return report.stepFailed;
    case 'begun': case 'undoing': return report.begun;
    case 'undone': return report.undone;
    case 'undo-failed': return report.undoFailed;
  }
}

function findingSection(words: Words, cameras: readonly ChosenCamera[]): Html {
  const findings = cameras.flatMap((camera) => (camera.reading?.findings ?? []).map((found) => ({ camera, ...found })));
  return html`<section><h2>${words.report.findings}</h2>
${findings.length === 0 ? html`<p>${words.report.nothing}</p>` : html`<table>
<thead><tr><th scope="col">${words.report.weight}</th><th scope="col">${words.report.camera}</th><th scope="col">${words.report.finding}</th><th scope="col">${words.report.todo}</th></tr></thead>
<tbody>${bySeverity(findings).map(({ camera, finding, params }) => html`<tr><td class="severity ${FINDING_SEVERITY[finding]}">${words.severities[FINDING_SEVERITY[finding]]}</td><td>${camera.choice.name}</td><td>${fill(words.findings[finding].what, params)}</td><td>${fill(words.findings[finding].todo, params)}</td></tr>`)}</tbody>
</table>`}
</section>`;
}

function failureSection({ state }: ReportInput, words: Words, cameras: readonly ChosenCamera[]): Html | null {
  const failures: { subject: string; error: ErrorData }[] = [
    ...cameras.flatMap((camera) => (camera.reading?.error == null ? [] : [{ subject: camera.choice.name, error: camera.reading.error }])),
    ...state.steps.flatMap((step) => (step.error === null || step.phase === 'undone' ? [] : [{ subject: fill(words.steps[step.step.kind].title, step.step.params), error: step.error }])),
    ...cameras.flatMap((camera) => (state.proofs[camera.device.id]?.layers ?? []).flatMap((layer) => (layer.outcome === 'failed' && layer.error !== null ? [{ subject: `${camera.choice.name}: ${words.layers[layer.layer].title}`, error: layer.error }] : []))),
    ...(state.lastRun?.error == null ? [] : [{ subject: words.stages[state.lastRun.stage], error: state.lastRun.error }]),
  ];
  if (failures.length === 0) return null;
  return html`<section><h2>${words.report.failures}</h2><table>
<tbody>${failures.map(({ subject, error }) => {
    const text = words.errors[rootCause(error).code];
    const params = rootCause(error).params;
    return html`<tr><td>${subject}</td><td>${fill(text.what, params)} ${fill(text.why, params)}</td><td>${fill(text.todo, params)}</td></tr>`;
  })}</tbody></table></section>`;
}

function signature(words: Words): Html {
  return html`<section class="signature"><h2>${words.report.signature}</h2><div><span>${words.report.name}</span><span>${words.report.date}</span></div></section>`;
}

function proofVerdict(state: SiteState, camera: ChosenCamera): Verdict | 'unproven' {
  const proof = state.proofs[camera.device.id];
  if (proof !== undefined) return verdict(proof);
  return camera.reading?.outcome === 'failed' ? 'failed' : 'unproven';
}

function modelOf(reading: CameraReading | null, camera: ChosenCamera): string {
  return [reading?.manufacturer ?? camera.device.vendor, reading?.model ?? camera.device.model, reading?.firmware].filter((part) => part != null && part !== '').join(' ') || '-';
}

function streams(reading: CameraReading | null): string[] {
  return [reading?.main ?? null, reading?.sub ?? null].flatMap((stream) => (stream === null ? [] : [streamText(stream)]));
}

export function streamText(stream: StreamMeasure): string {
  const size = stream.width === null || stream.height === null ? '' : ` ${stream.width} x ${stream.height}`;
  return `${stream.codec.replace('H26', 'H.26')}${size}, ${Math.round(stream.fps * 10) / 10} fps, ${Math.round(stream.kbps)} kbit/s`;
}

function image(ref: PictureRef | null, missing: string, alt: string, { picture }: ReportInput): Html {
  const base64 = ref === null ? null : picture(ref);
  return base64 === null ? html`<div class="no-picture">${missing}</div>` : html`<img alt="${alt}" src="data:image/jpeg;base64,${base64}">`;
}

function knownZone(zone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    return 'UTC';
  }
}
