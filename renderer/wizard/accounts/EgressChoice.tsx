import { useI18n } from '../../i18n/use-i18n';
import type { NetmakerSettings } from '../../../electron/domain/site';
import { Quiet } from '../../ui/Card';
import { Segments } from '../../ui/Choice';
import { Disclosure } from '../../ui/Disclosure';

type Egress = NetmakerSettings['egress'];

/** What the tunnel lets through to, for those who want to know; the same for every overlay. */
export function EgressChoice({ egress, disabled, onChoose }: { egress: Egress; disabled: boolean; onChoose: (egress: Egress) => void }) {
  const { t } = useI18n();
  const cameras = egress === 'cameras';
  return (
    <Disclosure title={t('netmaker.expert')} aside={t(cameras ? 'netmaker.egress.cameras' : 'netmaker.egress.ranges')}>
      <Segments<Egress>
        label={t('netmaker.egress')}
        value={egress}
        onChange={onChoose}
        disabled={disabled}
        options={[
          { value: 'cameras', text: t('netmaker.egress.cameras') },
          { value: 'ranges', text: t('netmaker.egress.ranges') },
        ]}
      />
      <Quiet>{t(cameras ? 'netmaker.egress.cameras.text' : 'netmaker.egress.ranges.text')}</Quiet>
    </Disclosure>
  );
}
