import { useState } from 'react';
import { formatRange, parseRange, rangeSize } from '../../../electron/domain/addresses';
import { useI18n } from '../../i18n/use-i18n';
import { useApp, useProjection } from '../../state/app-context';
import { useAsk } from '../../state/use-ask';
import { Button, IconButton } from '../../ui/Button';
import { Code, Line, Quiet, Stack } from '../../ui/Card';
import { Disclosure } from '../../ui/Disclosure';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { Field, FieldRow } from '../../ui/Field';
import { CrossIcon, PlusIcon } from '../../ui/icons';
import styles from './RangesEditor.module.css';

/** More addresses than this are never searched (they would take hours). */
const LARGEST = 65_536;

/** Where is searched, and where that comes from. A single address typed by hand is a range of one. */
export function RangesEditor({ disabled }: { disabled: boolean }) {
  const { t, plural } = useI18n();
  const { actions } = useApp();
  const { site, state } = useProjection();
  const { error, ask } = useAsk();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const own = (state.survey?.interfaces ?? []).filter((one) => one.searched);
  const searched = site.ranges.length > 0 ? site.ranges : own.map((one) => one.range);

  const save = (ranges: readonly string[]): void => void ask(() => actions.update((before) => ({ ...before, ranges: [...new Set(ranges)] })));
  const add = (): void => {
    const range = parseRange(text);
    if (range === null) { setProblem(t('ranges.invalid')); return; }
    if (rangeSize(range) > LARGEST) { setProblem(t('ranges.large')); return; }
    setProblem(null);
    setText('');
    // The computer's own networks stay in, else one camera typed by hand would switch off the search.
    save([...searched, formatRange(range)]);
  };

  return (
    <Disclosure title={site.ranges.length > 0 ? plural('ranges.title.chosen', site.ranges.length) : t('ranges.title.own')} aside={searched.length > 0 && searched.length < 4 ? searched.join(', ') : ''}>
      <Stack gap={3}>
        <Quiet>{site.ranges.length > 0 ? t('ranges.text.chosen') : t('ranges.text.own')}</Quiet>
        {searched.length > 0 && (
          <ul className={styles.list}>
            {searched.map((range) => {
              const from = own.find((one) => one.range === range);
              return (
                <li key={range} className={styles.range}>
                  <Code>{range}</Code>
                  <span className={styles.from}>{from === undefined ? t('ranges.from.you') : t('ranges.from.interface', { name: from.name, address: from.address })}</span>
                  {site.ranges.length > 0 && <IconButton label={t('ranges.remove', { range })} icon={<CrossIcon />} disabled={disabled} onPress={() => { save(site.ranges.filter((one) => one !== range)); }} />}
                </li>
              );
            })}
          </ul>
        )}
        <FieldRow>
          <Field label={t('ranges.add')} value={text} onChange={setText} placeholder="192.168.1.20" hint={t('ranges.add.hint')} problem={problem} disabled={disabled} technical onEnter={add} />
          <div className={styles.addButton}>
            <Button icon={<PlusIcon />} onPress={add} disabled={disabled}>
              {t('ranges.add.button')}
            </Button>
          </div>
        </FieldRow>
        {site.ranges.length > 0 && (
          <Line>
            <Button look="plain" disabled={disabled} onPress={() => { save([]); }}>
              {t('ranges.reset')}
            </Button>
          </Line>
        )}
        {error !== null && <ErrorNotice error={error} />}
      </Stack>
    </Disclosure>
  );
}
