import { useI18n } from '../../i18n/use-i18n';
import { useApp } from '../../state/app-context';
import type { KubernetesDraft } from '../../state/agents-draft';
import { useAsk } from '../../state/use-ask';
import { Button } from '../../ui/Button';
import { Line, Quiet } from '../../ui/Card';
import { Select } from '../../ui/Choice';
import { ErrorNotice } from '../../ui/ErrorNotice';

/** The file that kubectl uses, and which of its clusters is meant. What is in it stays with the main process. */
export function KubeconfigChoice({ draft, busy, problem, onChange }: { draft: KubernetesDraft; busy: boolean; problem: string | null; onChange: (part: Partial<KubernetesDraft>) => void }) {
  const { t } = useI18n();
  const { client } = useApp();
  const { error, asking, ask } = useAsk();
  const { name, kept, contexts } = draft.kubeconfig;
  const choose = (): void => void ask(async () => {
    const chosen = await client.ask('kubeconfig.choose', null);
    if (chosen !== null) onChange({ kubeconfig: { name: chosen.name, kept: chosen.secret, contexts: chosen.contexts }, context: chosen.current ?? chosen.contexts[0] ?? '' });
  });
  return (
    <>
      <Line>
        <Button onPress={choose} disabled={busy} pending={asking}>
          {t('kubernetes.kubeconfig.choose')}
        </Button>
        <Quiet>{kept === null ? (problem ?? t('box.key.none')) : name === '' ? t('kubernetes.kubeconfig.kept') : name}</Quiet>
      </Line>
      {error !== null && <ErrorNotice error={error} />}
      {contexts.length > 1 ? (
        <Select label={t('kubernetes.context')} value={draft.context} onChange={(context) => { onChange({ context }); }} disabled={busy} options={contexts.map((context) => ({ value: context, text: context }))} />
      ) : (
        kept !== null && draft.context !== '' && <Quiet>{t('kubernetes.context.known', { context: draft.context })}</Quiet>
      )}
    </>
  );
}
