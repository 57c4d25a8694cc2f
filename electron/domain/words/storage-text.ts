import { plainText } from '../plain-text';
import type { Site } from '../site';
import type { SiteState } from '../state';
import { givenStorage, storageStanding } from '../storage';
import { fill, type Words } from './words';

export interface StorageText {
  readonly weight: 'good' | 'info' | 'warn' | 'bad';
  readonly text: string;
}

type AgentsKind = NonNullable<Site['agents']>['kind'];
type Given = readonly { readonly name: string; readonly value: string }[];

/** Of what Factory gives, as many are shown as a person reads. */
const MOST_GIVEN = 20;

/** What is known of the place of the recordings after the last look at the services; nothing before the first one. */
export function storageTexts(site: Pick<Site, 'agents'>, services: SiteState['services'], words: Words): StorageText[] {
  const { agents } = site;
  if (agents === null || services === null) return [];
  switch (agents.storage.kind) {
    case 'none':
      return agents.kind === 'factory' ? untoldText(agents.kind, words) : [{ weight: 'info', text: words.storage.none }];
    case 'given':
      return givenTexts(agents.kind, services.agents.given, words);
    case 'own':
      return [...ownTexts(site, services.storage, words), ...untoldText(agents.kind, words), ...givenText(services.agents.given, words)];
  }
}

/** Its interface takes an agent's stream and little more (kerberos-io/rtsp-benchmark models/factory.go). */
function untoldText(kind: AgentsKind, words: Words): StorageText[] {
  return kind === 'factory' ? [{ weight: 'warn', text: words.storage.factoryDecides }] : [];
}

/** What Factory gives its agents, and whether their recordings have a place among it. */
export function givenTexts(kind: AgentsKind, given: Given, words: Words): StorageText[] {
  // Where we start the agents ourselves, nobody else gives them anything.
  if (kind === 'docker' || kind === 'edge') return [{ weight: 'info', text: words.storage.none }];
  const lacks = { unknown: words.storage.givenUnknown, nowhere: words.storage.givenNowhere, offline: words.storage.givenOffline, vault: null, hub: null }[givenStorage(given)];
  return [...givenText(given, words), ...(lacks === null ? [] : [{ weight: 'warn' as const, text: lacks }])];
}

function givenText(given: Given, words: Words): StorageText[] {
  if (given.length === 0) return [];
  const shown = given.slice(0, MOST_GIVEN).map(({ name, value }) => plainText(value === '' ? name : `${name}=${value}`, 120));
  return [{ weight: 'info', text: fill(words.storage.given, { given: [...shown, ...(given.length > MOST_GIVEN ? ['…'] : [])].join(', ') }) }];
}

function ownTexts(site: Pick<Site, 'agents'>, look: NonNullable<SiteState['services']>['storage'], words: Words): StorageText[] {
  switch (storageStanding(site, look)) {
    case 'unneeded':
      return [];
    case 'outdated':
      return [{ weight: 'warn', text: words.storage.unchecked }];
    case 'failed':
      return look?.error == null ? [] : [{ weight: 'bad', text: [words.errors[look.error.code].what, words.errors[look.error.code].todo].map((text) => fill(text, look.error?.params ?? {})).join(' ') }];
    case 'checked':
      return [
        ...(look?.vault == null ? [] : [{ weight: 'good' as const, text: fill(words.storage.vault, look.vault) }]),
        ...(look?.hub == null ? [] : [{ weight: 'good' as const, text: fill(look.hub.upload === 'allowed' ? words.storage.hubUpload : words.storage.hub, look.hub) }]),
      ];
  }
}
