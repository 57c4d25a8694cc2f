import type { SiteAgent } from '../../../electron/domain/site-agents';
import { useI18n } from '../../i18n/use-i18n';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';

/** Asks before agents are removed, and says what becomes of their cameras. */
export function RemoveAgents({ agents, onYes, onNo }: { agents: readonly SiteAgent[]; onYes: () => void; onNo: () => void }) {
  const { t, plural, words } = useI18n();
  const strangers = agents.flatMap(({ name, standing }) => (standing === 'orphan' || standing === 'perhaps' ? [{ name, standing }] : []));
  return (
    <Dialog
      role="alertdialog"
      title={plural('agents.remove.title', agents.length, { name: agents[0]?.camera ?? agents[0]?.name ?? '' })}
      onClose={onNo}
      actions={
        <>
          <Button onPress={onNo}>{t('agents.remove.no')}</Button>
          <Button look="danger" onPress={onYes}>{t('agents.remove.yes')}</Button>
        </>
      }
    >
      {strangers.length < agents.length && <p>{plural('agents.remove.text', agents.length - strangers.length)}</p>}
      {strangers.map(({ name, standing }) => (
        <p key={name}>{t('agents.remove.stranger', { name, standing: words.siteAgents.standings[standing] })}</p>
      ))}
    </Dialog>
  );
}
