import { useI18n } from '../../i18n/use-i18n';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { addressCount, searchMinutes } from './range-sources';

/** Asks before many addresses are searched: it takes minutes, and is seldom meant. */
export function LargeRangeDialog({ ranges, onYes, onNo }: { ranges: readonly string[]; onYes: () => void; onNo: () => void }) {
  const { t, plural, number } = useI18n();
  const addresses = addressCount(ranges);
  return (
    <Dialog
      title={t('ranges.asks.title', { addresses: number(addresses) })}
      role="alertdialog"
      onClose={onNo}
      actions={
        <>
          <Button onPress={onNo}>{t('ranges.asks.no')}</Button>
          <Button look="primary" onPress={onYes}>{t('ranges.asks.yes')}</Button>
        </>
      }
    >
      <p>{plural('ranges.asks.text', searchMinutes(addresses), { range: ranges.slice(0, 4).join(', ') + (ranges.length > 4 ? ', …' : '') })}</p>
    </Dialog>
  );
}
