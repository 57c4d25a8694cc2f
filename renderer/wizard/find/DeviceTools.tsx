import { DEVICE_KINDS } from '../../../electron/domain/device';
import { useI18n } from '../../i18n/use-i18n';
import { Select, type Option } from '../../ui/Choice';
import { SearchBox } from '../../ui/SearchBox';
import { kindsOf, shownRows, WHOLE, type Filter, type Order, type Row, type View } from './device-list';
import styles from './DeviceTools.module.css';

/** Narrows and sorts a list that is too long to be seen at once. */
export function DeviceTools({ rows, view, onChange }: { rows: readonly Row[]; view: View; onChange: (view: View) => void }) {
  const { t, words, number } = useI18n();
  const count = (filter: Filter): number => shownRows(rows, { ...WHOLE, filter }).length;
  const option = (value: Filter, text: string, amount: number): Option<Filter> => ({ value, text: t('find.filter.count', { what: text, count: number(amount) }) });
  const states: readonly (readonly [Filter, string])[] = [['chosen', t('find.filter.chosen')], ['left-out', t('find.filter.leftOut')], ['advice', t('find.filter.advice')]];
  const filters: Option<Filter>[] = [
    option('all', t('find.filter.all'), rows.length),
    // A filter that is on stays on the list when its last row goes.
    ...states.map(([filter, text]) => ({ filter, text, amount: count(filter) })).filter(({ filter, amount }) => amount > 0 || filter === view.filter).map(({ filter, text, amount }) => option(filter, text, amount)),
    ...kindsOf(rows, DEVICE_KINDS).map(({ kind, count: amount }) => option(kind, words.kinds[kind], amount)),
  ];
  const orders: Option<Order>[] = [
    { value: 'address', text: t('find.order.address') },
    { value: 'name', text: t('find.order.name') },
    { value: 'maker', text: t('find.order.maker') },
  ];
  return (
    <div className={styles.tools} role="group" aria-label={t('find.tools')}>
      <SearchBox label={t('find.search')} value={view.text} onChange={(text) => { onChange({ ...view, text }); }} placeholder={t('find.search.example')} />
      <Select<Filter> label={t('find.filter')} value={view.filter} onChange={(filter) => { onChange({ ...view, filter }); }} options={filters} />
      <Select<Order> label={t('find.order')} value={view.order} onChange={(order) => { onChange({ ...view, order }); }} options={orders} />
    </div>
  );
}
