import { useI18n } from '../../i18n/use-i18n';
import { Disclosure } from '../../ui/Disclosure';
import { Field } from '../../ui/Field';

/** Which version of the agent's program is started, for those who want to know. */
export function AgentImage({ image, problem, disabled, onChange }: { image: string; problem: string | null; disabled: boolean; onChange: (image: string) => void }) {
  const { t } = useI18n();
  return (
    <Disclosure title={t('agents.image')} aside={image.trim() === '' ? t('agents.image.own') : image} open={problem !== null}>
      <Field label={t('agents.image.name')} value={image} onChange={onChange} placeholder="kerberos/agent:v3.11.1" problem={problem} hint={t('agents.image.hint')} disabled={disabled} technical />
    </Disclosure>
  );
}
