import { DeviceKind } from '../device';
import type { Params } from '../json';
import { BRAND_NAMES, type BrandGuess, type BrandSetting, type Conclusion, type Door, type WhyNot } from '../why-not';
import { fill, type Words } from './words';

/** A conclusion as two sentences, in the terminal and in the window alike. */
export function conclusionText({ conclusion, params }: Conclusion, words: Words): { readonly what: string; readonly todo: string } {
  const { what, todo } = words.whyNot.conclusions[conclusion];
  const readable = readableParams(params, words);
  return { what: fill(what, readable), todo: fill(todo, readable) };
}

/** What was asked, what came back, in a few words; `fact` is what the device itself said. */
export function doorText(door: Door, words: Words): { readonly what: string; readonly how: string; readonly fact: string | null } {
  const { doors, outcomes, faults } = words.whyNot;
  return { what: fill(doors[door.door], door.port === null ? {} : { port: door.port }), how: door.fault === null ? outcomes[door.outcome] : faults[door.fault], fact: door.fact };
}

export interface DoorRow {
  readonly outcome: Door['outcome'];
  readonly what: string;
  readonly how: string;
  readonly fact: string | null;
}

/** All doors as rows; ports that are closed or silent tell nothing each by itself and share one, at the end. */
export function doorRows(doors: readonly Door[], words: Words): DoorRow[] {
  const shut = (outcome: Door['outcome']): Door[] => doors.filter((door) => door.door === 'tcp' && door.outcome === outcome);
  const together = (['refused', 'silent'] as const).flatMap((outcome): DoorRow[] => {
    const ports = shut(outcome).map((door) => door.port);
    return ports.length < 2 ? [] : [{ outcome, what: fill(words.whyNot.headings.ports, { ports: ports.join(', ') }), how: words.whyNot.outcomes[outcome], fact: null }];
  });
  const alone = doors.filter((door) => door.door !== 'tcp' || door.outcome === 'answered' || door.outcome === 'wrong' || shut(door.outcome).length < 2);
  return [...alone.map((door): DoorRow => ({ outcome: door.outcome, ...doorText(door, words) })), ...together];
}

/** `Switches ONVIF on (newer menus)` and where that is. */
export function settingText(setting: BrandSetting, words: Words): { readonly what: string; readonly where: string; readonly path: string } {
  const { opens, places, variants } = words.whyNot;
  return { what: setting.variant === 'usual' ? opens[setting.opens] : `${opens[setting.opens]} (${variants[setting.variant]})`, where: places[setting.place], path: setting.path.join(' > ') };
}

/** `Most likely Hikvision`, and why. */
export function guessText(guess: BrandGuess, words: Words): { readonly what: string; readonly why: string; readonly note: string } {
  const { headings, guessed, brands } = words.whyNot;
  return { what: fill(headings.brand, { brand: BRAND_NAMES[guess.brand] }), why: fill(guessed[guess.from], { said: guess.said }), note: brands[guess.brand] };
}

/** All of it as lines of plain text: on the terminal, and for a mail to whoever is asked for help. */
export function whyNotText(answer: WhyNot, words: Words): string {
  const { headings } = words.whyNot;
  const conclusions = answer.conclusions.map((one) => conclusionText(one, words)).map(({ what, todo }) => `${what}\n-> ${todo}`);
  const guess = answer.brand === null ? null : guessText(answer.brand, words);
  const brand = guess === null ? [headings.unknownBrand] : [guess.what, `  ${guess.why}`, `  ${guess.note}`];
  const settings = answer.settings.map((one) => settingText(one, words)).map(({ what, where, path }) => `  ${what}. ${where}${path === '' ? '' : `: ${path}`}`);
  const card = answer.mac === null ? [] : [`  ${fill(headings.networkCard, { mac: answer.mac })}${answer.vendor === null ? '' : ` (${answer.vendor})`}`];
  const rows = doorRows(answer.doors, words);
  const width = Math.max(0, ...answer.doors.map((door) => doorText(door, words).what.length));
  const asked = rows.map(({ what, how, fact }) => `  ${what.padEnd(width)}  ${how}${fact === null ? '' : `  ${fact}`}`);
  return [answer.address, '', ...conclusions, '', ...brand, ...card, ...(settings.length === 0 ? [] : ['', headings.settings, ...settings]), '', headings.asked, ...asked].join('\n');
}

/** A kind of device is a word of the catalogue, a brand a name. */
function readableParams(params: Params, words: Words): Params {
  const kind = DeviceKind.safeParse(params['kind']);
  const brand = Object.entries(BRAND_NAMES).find(([name]) => name === params['brand'])?.[1];
  return { ...params, ...(kind.success ? { kind: words.kinds[kind.data] } : {}), ...(brand === undefined ? {} : { brand }) };
}
