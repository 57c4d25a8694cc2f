import { useState } from 'react';
import { useI18n } from '../../i18n/use-i18n';
import { useProjection } from '../../state/app-context';
import { Button } from '../../ui/Button';
import { Line, Quiet } from '../../ui/Card';
import { RouterIcon } from '../../ui/icons';
import { RouterDialog } from './RouterDialog';

/** The way for a site without a computer that could stay there. Netmaker only: other overlays make no configuration for routers. */
export function RouterOffer({ disabled }: { disabled: boolean }) {
  const { t } = useI18n();
  const { site, running } = useProjection();
  const [open, setOpen] = useState(false);
  if (site.overlay?.kind !== 'netmaker') return null;
  return (
    <>
      <Line>
        <Quiet>{t('router.offer.text')}</Quiet>
        <Button look="plain" icon={<RouterIcon />} onPress={() => { setOpen(true); }} disabled={disabled}>
          {t('router.offer')}
        </Button>
      </Line>
      {/* A window that was loaded again while it runs shows what it is busy with. */}
      {(open || running?.stage === 'router') && <RouterDialog onClose={() => { setOpen(false); }} />}
    </>
  );
}
