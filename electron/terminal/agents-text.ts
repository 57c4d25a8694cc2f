import type { AgentsPlace, SiteAgent, SiteAgents } from '../domain/site-agents';
import { fill, type Words } from '../domain/words/words';
import { errorText } from './text';

/** What a site has of agents, place by place: a line each, and below it what is not as it should be and what to do. */
export function agentsText(found: SiteAgents, words: Words): string {
  const { headings, kinds } = words.siteAgents;
  const asked = found.places.flatMap((place) => [
    fill(headings.at, { place: [kinds[place.kind], place.place === '' ? '' : `(${place.place})`].filter((part) => part !== '').join(' ') }),
    ...(place.error === null ? [] : [`! ${errorText(place.error, words)}`]),
    ...agentsOf(found, [place.kind], words),
    ...othersText(place, words),
  ]);
  // Of places that are none of the settings any more, or that nobody asked.
  const rest = [...new Set(found.agents.map(({ kind }) => kind))].filter((kind) => !found.places.some((place) => place.kind === kind));
  const unasked = rest.flatMap((kind) => [fill(headings.at, { place: kinds[kind] }), ...agentsOf(found, [kind], words)]);
  const lines = [...asked, ...unasked];
  return found.agents.length === 0 ? [...lines, headings.none].join('\n') : lines.join('\n');
}

function othersText({ others }: AgentsPlace, words: Words): string[] {
  return others === 0 ? [] : [`  ${fill(words.siteAgents.headings.others, { count: others })}`];
}

function agentsOf({ agents }: SiteAgents, kinds: readonly SiteAgent['kind'][], words: Words): string[] {
  const own = agents.filter(({ kind }) => kinds.includes(kind));
  const width = Math.max(0, ...own.map(({ name }) => name.length));
  return own.flatMap((agent) => {
    const { statuses, standings, todos } = words.siteAgents;
    const good = agent.standing === 'wanted' && agent.status === 'runs';
    const facts = [agent.camera, statuses[agent.status], agent.standing === 'wanted' ? null : standings[agent.standing]].filter((part) => part !== null).join(', ');
    const todo = agent.standing !== 'wanted' ? todos[agent.standing] : agent.status === 'missing' ? todos.missing : null;
    return [`${good ? '+' : agent.standing === 'wanted' ? '!' : '~'} ${agent.name.padEnd(width)}  ${facts}`, ...(todo === null ? [] : [`    ${todo}`]), ...(agent.trouble === null ? [] : [`    ${errorText(agent.trouble, words).replaceAll('\n', '\n    ')}`])];
  });
}
