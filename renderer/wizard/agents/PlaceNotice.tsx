import type { AgentsPlace } from '../../../electron/domain/site-agents';
import { useI18n } from '../../i18n/use-i18n';
import { Quiet } from '../../ui/Card';
import { ErrorNotice } from '../../ui/ErrorNotice';

/** A place where agents run: which it is, whether it answered, and how many of others are there. */
export function PlaceNotice({ place }: { place: AgentsPlace }) {
  const { t, words } = useI18n();
  const { kinds, headings } = words.siteAgents;
  const name = [kinds[place.kind], place.place].filter((part) => part !== '').join(', ');
  if (place.error !== null) return <ErrorNotice error={place.error} />;
  return <Quiet>{`${t('agents.place', { place: name })}${place.others === 0 ? '' : ` ${headings.others.replace('{count}', String(place.others))}.`}`}</Quiet>;
}
