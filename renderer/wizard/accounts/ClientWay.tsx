import { INSTALL_WAYS, type InstallWay } from '../../../electron/domain/site';
import type { MessageKey } from '../../i18n/messages';
import { useI18n } from '../../i18n/use-i18n';
import { Quiet } from '../../ui/Card';
import { Select } from '../../ui/Choice';
import { Disclosure } from '../../ui/Disclosure';

const TEXTS = { auto: 'client.way.auto', push: 'client.way.push', fetch: 'client.way.fetch', package: 'client.way.package', container: 'client.way.container' } as const satisfies Record<InstallWay, MessageKey>;

/** How the VPN client gets onto the small computer. The program chooses, unless somebody decides; the plan says which way it is. */
export function ClientWay({ way, disabled, onChoose }: { way: InstallWay; disabled: boolean; onChoose: (way: InstallWay) => void }) {
  const { t } = useI18n();
  return (
    <Disclosure title={t('client.way')} aside={t(TEXTS[way])}>
      <Select<InstallWay> label={t('client.way')} labelHidden value={way} onChange={onChoose} disabled={disabled} options={INSTALL_WAYS.map((value) => ({ value, text: t(TEXTS[value]) }))} />
      <Quiet>{t('client.way.note')}</Quiet>
    </Disclosure>
  );
}
