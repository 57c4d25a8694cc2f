import { useState } from 'react';
import { hubFile } from '../../../electron/domain/hub-file';
import { useI18n } from '../../i18n/use-i18n';
import { useApp } from '../../state/app-context';
import { useAsk } from '../../state/use-ask';
import { useWork } from '../../state/use-site';
import { Button } from '../../ui/Button';
import { Card, Line, Quiet } from '../../ui/Card';
import { CopyButton } from '../../ui/CopyButton';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { Notice } from '../../ui/Notice';
import styles from './HubFileCard.module.css';

/** What the administrator of a hub that we do not reach ourselves has to put in; from the moment the small computer has its key. */
export function HubFileCard() {
  const { t } = useI18n();
  const { client } = useApp();
  const { projection } = useWork();
  const { asking, error, ask } = useAsk();
  const [saved, setSaved] = useState<string | null>(null);
  const text = hubFile(projection.site, projection.state);
  if (text === null) return null;
  const waiting = projection.progress.some((one) => one.step === 'wireguard.handover' && one.state === 'running');
  const save = (): void => void ask(async () => { setSaved((await client.ask('hub.save', null))?.path ?? saved); });
  return (
    <Card title={t('hubFile.title')}>
      <Quiet>{t('hubFile.text')}</Quiet>
      <pre className={styles.lines}>{text}</pre>
      <Line>
        <CopyButton text={() => text} label={t('hubFile.copy')} />
        <Button onPress={save} pending={asking}>
          {t('hubFile.save')}
        </Button>
      </Line>
      {error !== null && <ErrorNotice error={error} />}
      {saved !== null && <Notice tone="good">{t('hubFile.saved', { file: saved })}</Notice>}
      {waiting && <Notice>{t('hubFile.waiting')}</Notice>}
    </Card>
  );
}
