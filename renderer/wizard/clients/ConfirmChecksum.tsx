import type { HeldClient } from '../../../electron/domain/vpn-client';
import { useI18n } from '../../i18n/use-i18n';
import { Button } from '../../ui/Button';
import { Code } from '../../ui/Card';
import { Notice } from '../../ui/Notice';

/** Nobody published this checksum: a person has to compare it. Said plainly, and nothing is used before. */
export function ConfirmChecksum({ held, onConfirm, pending }: { held: HeldClient; onConfirm: () => void; pending: boolean }) {
  const { t, words } = useI18n();
  return (
    <Notice
      tone="warn"
      title={t('clients.confirm.title', { version: held.version, kind: words.clients.kinds[held.architecture] })}
      actions={
        <Button onPress={onConfirm} pending={pending} label={t('clients.confirm.label', { version: held.version, architecture: held.architecture })}>
          {t('clients.confirm')}
        </Button>
      }
    >
      <p>{t('clients.confirm.text', { from: held.from })}</p>
      <p>
        <Code>{held.sha256}</Code>
      </p>
    </Notice>
  );
}
