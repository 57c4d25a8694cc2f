import { useState } from 'react';
import { parseRangeList, rangesIn, type RangeEntry } from '../../../electron/domain/range-list';
import { errorWords } from '../../i18n/domain-words';
import { useI18n } from '../../i18n/use-i18n';
import { TunnelError, errorData } from '../../../electron/domain/errors';
import { Button } from '../../ui/Button';
import { FieldRow } from '../../ui/Field';
import { PlusIcon } from '../../ui/icons';
import { TextArea } from '../../ui/TextArea';
import styles from './RangesEditor.module.css';

/** Mistakes that are told at once; a list that is wrong throughout is not told line by line. */
const TOLD = 3;

/** Addresses and ranges, typed or pasted as a list. What is right is taken; what is wrong stays in the field and is named. */
export function AddRanges({ disabled, onAdd }: { disabled: boolean; onAdd: (ranges: readonly string[]) => void }) {
  const { t, words } = useI18n();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const tell = ({ error }: RangeEntry): string => {
    if (error === null) return '';
    const { what, why } = errorWords(errorData(new TunnelError(error.code, error.params)), words);
    return `${what} ${why}`;
  };
  const add = (): void => {
    const entries = parseRangeList(text);
    const wrong = entries.filter((entry) => entry.error !== null);
    setProblem(wrong.length === 0 ? null : [...new Set(wrong.map(tell))].slice(0, TOLD).join(' '));
    setText(wrong.map((entry) => entry.text).join('\n'));
    const ranges = rangesIn(entries);
    if (ranges.length > 0) onAdd(ranges);
  };
  return (
    <FieldRow>
      <TextArea label={t('ranges.add')} value={text} onChange={setText} placeholder="192.168.1.20" hint={t('ranges.add.hint')} problem={problem} disabled={disabled} onEnter={add} />
      <div className={styles.addButton}>
        <Button icon={<PlusIcon />} onPress={add} disabled={disabled}>
          {t('ranges.add.button')}
        </Button>
      </div>
    </FieldRow>
  );
}
