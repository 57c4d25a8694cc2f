import { useState } from 'react';
import { MOST_RANGES } from '../../../electron/domain/range-list';
import { TunnelError, errorData } from '../../../electron/domain/errors';
import { BridgeError } from '../../bridge/bridge-error';
import { useI18n, type I18n } from '../../i18n/use-i18n';
import { useApp, useProjection } from '../../state/app-context';
import { useAsk } from '../../state/use-ask';
import { Button, IconButton } from '../../ui/Button';
import { Code, Line, Quiet, Stack } from '../../ui/Card';
import { Disclosure } from '../../ui/Disclosure';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { CrossIcon } from '../../ui/icons';
import { AddRanges } from './AddRanges';
import { LargeRangeDialog } from './LargeRangeDialog';
import { addressCount, rangeOffers, rangeText, searchedRanges, type RangeOffer, type RangeSource } from './range-sources';
import styles from './RangesEditor.module.css';

/** Addresses of a /22: more are searched only after a question. */
const UNASKED = 1024;

/** Where is searched, where that comes from, and what could be searched too. A single address typed by hand is a range of one. */
export function RangesEditor({ disabled }: { disabled: boolean }) {
  const { t, plural } = useI18n();
  const { actions } = useApp();
  const { site, state } = useProjection();
  const { error, ask } = useAsk();
  const [large, setLarge] = useState<readonly string[] | null>(null);
  const searched = searchedRanges(site, state.survey);
  const offers = rangeOffers(site, state.survey);
  const chosen = site.ranges.length > 0;

  const save = (ranges: readonly string[]): void => void ask(async () => {
    const wanted = [...new Set(ranges)];
    if (wanted.length > MOST_RANGES) throw new BridgeError(errorData(new TunnelError('range-list-too-long', { most: MOST_RANGES })));
    await actions.update((before) => ({ ...before, ranges: wanted }));
  });
  // The computer's own networks stay in, else one camera typed by hand would switch off the search.
  const take = (ranges: readonly string[]): void => { save([...searched.map(({ range }) => range), ...ranges]); };
  const add = (ranges: readonly string[]): void => {
    if (addressCount(ranges) > UNASKED) setLarge(ranges);
    else take(ranges);
  };

  const shown = searched.map(({ range }) => rangeText(range));
  return (
    <Disclosure title={chosen ? plural('ranges.title.chosen', site.ranges.length) : t('ranges.title.own')} aside={shown.length > 0 && shown.length < 4 ? shown.join(', ') : ''}>
      <Stack gap={3}>
        <Quiet>{chosen ? t('ranges.text.chosen') : t('ranges.text.own')}</Quiet>
        {searched.length > 0 && (
          <ul className={styles.list} {...(searched.length > 6 ? { tabIndex: 0, 'aria-label': t('ranges.text.chosen') } : {})}>
            {searched.map(({ range, source }) => (
              <li key={range} className={styles.range}>
                <span className={styles.address}><Code>{rangeText(range)}</Code></span>
                <span className={styles.from}>{sourceText(source, t)}</span>
                {chosen && <IconButton label={t('ranges.remove', { range: rangeText(range) })} icon={<CrossIcon />} disabled={disabled} onPress={() => { save(site.ranges.filter((one) => one !== range)); }} />}
              </li>
            ))}
          </ul>
        )}
        <AddRanges disabled={disabled} onAdd={add} />
        {chosen && (
          <Line>
            <Button look="plain" disabled={disabled} onPress={() => { save([]); }}>
              {t('ranges.reset')}
            </Button>
          </Line>
        )}
        {offers.length > 0 && (
          <div>
            <p className={styles.title}>{t('ranges.offers')}</p>
            <ul>
              {offers.map((offer) => (
                <li key={offer.range} className={styles.range}>
                  <span className={styles.address}><Code>{offer.range}</Code></span>
                  <span className={styles.from}>{offerText(offer, t)}</span>
                  <Button look="plain" disabled={disabled} onPress={() => { add([offer.range]); }} label={t('ranges.offer.add.label', { range: offer.range })}>
                    {t('ranges.offer.add')}
                  </Button>
                </li>
              ))}
            </ul>
          </div>
        )}
        {error !== null && <ErrorNotice error={error} />}
      </Stack>
      {large !== null && <LargeRangeDialog ranges={large} onNo={() => { setLarge(null); }} onYes={() => { setLarge(null); take(large); }} />}
    </Disclosure>
  );
}

function sourceText(source: RangeSource, t: I18n['t']): string {
  switch (source.kind) {
    case 'interface':
      return t('ranges.from.interface', { name: source.name, address: source.address });
    case 'route':
      return t('ranges.from.route', { via: source.via });
    case 'typed':
      return t('ranges.from.you');
  }
}

function offerText({ why, name, via }: RangeOffer, t: I18n['t']): string {
  switch (why) {
    case 'virtual':
      return t('ranges.offer.virtual', { name });
    case 'part':
      return t('ranges.offer.part', { name });
    case 'route':
      return t('ranges.offer.route', { via });
  }
}
