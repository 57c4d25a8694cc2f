import { useI18n } from '../../i18n/use-i18n';
import { useApp } from '../../state/app-context';
import { useAsk } from '../../state/use-ask';
import { Button } from '../../ui/Button';
import { Line } from '../../ui/Card';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { TextArea } from '../../ui/TextArea';

/** The certificate that a server is trusted by besides those of the system: pasted, or from a file. It is public. */
export function CertificateField({ value, problem, disabled, onChange }: { value: string; problem: string | null; disabled: boolean; onChange: (pem: string) => void }) {
  const { t } = useI18n();
  const { client } = useApp();
  const { error, ask } = useAsk();
  const choose = (): void => void ask(async () => {
    const chosen = await client.ask('certificate.choose', null);
    if (chosen !== null) onChange(chosen.pem);
  });
  return (
    <>
      <TextArea label={t('certificate')} value={value} onChange={onChange} placeholder="-----BEGIN CERTIFICATE-----" hint={t('certificate.hint')} problem={problem} disabled={disabled} onEnter={() => undefined} />
      <Line>
        <Button onPress={choose} disabled={disabled}>
          {t('certificate.choose')}
        </Button>
      </Line>
      {error !== null && <ErrorNotice error={error} />}
    </>
  );
}
