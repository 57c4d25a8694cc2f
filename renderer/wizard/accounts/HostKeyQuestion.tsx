import type { HostKey } from '../../../electron/domain/box';
import type { ErrorData } from '../../../electron/domain/errors';
import type { BoxSettings } from '../../../electron/domain/site';
import { useI18n } from '../../i18n/use-i18n';
import { useApp } from '../../state/app-context';
import { useAsk } from '../../state/use-ask';
import { Button } from '../../ui/Button';
import { Code } from '../../ui/Card';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { Notice } from '../../ui/Notice';

/** The fingerprint that a computer showed and nobody confirmed yet; null where the error is about something else. */
export function unconfirmedKey(error: ErrorData): string | null {
  if (error.code === 'box-host-key-unknown') return String(error.params['fingerprint'] ?? '');
  return error.code === 'box-host-key-changed' ? String(error.params['seen'] ?? '') : null;
}

interface HostKeyQuestionProps {
  readonly error: ErrorData;
  readonly computer: Pick<BoxSettings, 'host' | 'port' | 'allowLegacy'>;
  readonly busy: boolean;
  readonly onTrust: (key: HostKey) => Promise<void>;
  /** Another key by now than the one that was shown: to be looked at again. */
  readonly onOther: () => Promise<void>;
}

/** A computer that was never seen, or that shows another key than before. What is trusted is the key that was shown, and no other. */
export function HostKeyQuestion({ error, computer, busy, onTrust, onOther }: HostKeyQuestionProps) {
  const { t } = useI18n();
  const { client } = useApp();
  const { error: failure, asking, ask } = useAsk();
  const shown = unconfirmedKey(error);
  if (shown === null) return null;
  const changed = error.code === 'box-host-key-changed';
  const { host, port, allowLegacy } = computer;
  const trust = (): void => void ask(async () => {
    const key = await client.ask('box.hostKey', { host, port, allowLegacy });
    await (key.fingerprint === shown ? onTrust(key) : onOther());
  });
  return (
    <>
      <Notice
        tone="warn"
        title={t(changed ? 'hostKey.title.changed' : 'hostKey.title', { host })}
        actions={
          <Button onPress={trust} disabled={busy} pending={asking}>
            {t('hostKey.trust')}
          </Button>
        }
      >
        <p>{t(changed ? 'hostKey.text.changed' : 'hostKey.text')}</p>
        <p>
          <Code>{shown}</Code>
        </p>
      </Notice>
      {failure !== null && <ErrorNotice error={failure} />}
    </>
  );
}
