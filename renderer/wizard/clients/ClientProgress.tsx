import { clientArchitectureOf, type ClientFetch } from '../../../electron/domain/vpn-client';
import { useI18n } from '../../i18n/use-i18n';
import { Progress } from '../../ui/Progress';

/** How far the client is that is being fetched, in megabytes. */
export function ClientProgress({ fetching }: { fetching: ClientFetch }) {
  const { t, words } = useI18n();
  const architecture = clientArchitectureOf(fetching.architecture);
  const kind = architecture === null ? fetching.architecture : words.clients.kinds[architecture];
  return <Progress label={t('clients.fetching', { version: fetching.version, kind })} done={fetching.done} total={fetching.total} />;
}
