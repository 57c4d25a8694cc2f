import { useCallback, useEffect, useRef, useState } from 'react';
import type { WhyNot } from '../../../electron/domain/why-not';
import { whyNotText } from '../../../electron/domain/words/why-not-text';
import { useI18n } from '../../i18n/use-i18n';
import { useApp } from '../../state/app-context';
import { useAsk } from '../../state/use-ask';
import { Button } from '../../ui/Button';
import { CopyButton } from '../../ui/CopyButton';
import { Dialog } from '../../ui/Dialog';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { RefreshIcon } from '../../ui/icons';
import { LiveRegion } from '../../ui/LiveRegion';
import { Progress } from '../../ui/Progress';
import { WhyNotAnswer } from './WhyNotAnswer';

/** Why no camera was found at an address that somebody says is one. Asks when it opens, and again on demand; a new address is a new question. */
export function WhyNotDialog({ address, open, onClose }: { address: string; open: boolean; onClose: () => void }) {
  return open ? <Asked key={address} address={address} onClose={onClose} /> : null;
}

function Asked({ address, onClose }: { address: string; onClose: () => void }) {
  const { t, words } = useI18n();
  const { client } = useApp();
  const { asking, error, ask } = useAsk();
  const [answer, setAnswer] = useState<WhyNot | null>(null);
  const begun = useRef(false);
  const begin = useCallback(() => ask(async () => { setAnswer(await client.ask('device.explain', { address })); }), [ask, client, address]);
  useEffect(() => {
    // React asks twice in development; a camera is asked once.
    if (begun.current) return;
    begun.current = true;
    void begin();
  }, [begin]);
  const known = asking ? null : answer;
  return (
    <Dialog
      title={t('whyNot.title', { address })}
      onClose={onClose}
      actions={
        <>
          {known !== null && <CopyButton text={() => whyNotText(known, words)} label={t('whyNot.copy')} />}
          <Button icon={<RefreshIcon />} onPress={() => void begin()} pending={asking}>
            {t('whyNot.again')}
          </Button>
          <Button look="primary" onPress={onClose}>
            {t('whyNot.close')}
          </Button>
        </>
      }
    >
      <LiveRegion text={asking ? t('whyNot.asking', { address }) : known === null ? '' : t('whyNot.asked', { address })} />
      {asking && <Progress label={t('whyNot.asking', { address })} done={0} total={null} />}
      {!asking && error !== null && <ErrorNotice error={error} onRetry={() => void begin()} />}
      {known !== null && <WhyNotAnswer answer={known} />}
    </Dialog>
  );
}
