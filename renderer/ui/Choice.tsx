import { type ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { Checkbox as AriaCheckbox } from 'react-aria-components/Checkbox';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';
import { Select as AriaSelect, SelectValue } from 'react-aria-components/Select';
import { CheckIcon, DownIcon } from './icons';
import styles from './Choice.module.css';

export function Checkbox({ checked, onChange, children, label, disabled = false }: { checked: boolean; onChange: (checked: boolean) => void; children?: ReactNode; label?: string; disabled?: boolean }) {
  return (
    <AriaCheckbox className={styles.checkbox ?? ''} isSelected={checked} onChange={onChange} isDisabled={disabled} {...(label === undefined ? {} : { 'aria-label': label })}>
      <span className={styles.box} aria-hidden="true">
        <CheckIcon />
      </span>
      {children}
    </AriaCheckbox>
  );
}

export interface Option<Value extends string> { readonly value: Value; readonly text: string; readonly detail?: string; readonly icon?: ReactNode }

interface OptionsProps<Value extends string> { readonly label: string; readonly options: readonly Option<Value>[]; readonly value: Value | null; readonly onChange: (value: Value) => void; readonly labelHidden?: boolean; readonly disabled?: boolean }

/** A few ways that exclude each other, side by side (or `stacked`, where the sentences are long), each with its sentence. */
export function Cards<Value extends string>({ label, options, value, onChange, labelHidden = false, disabled = false, stacked = false }: OptionsProps<Value> & { stacked?: boolean }) {
  return (
    <RadioGroup className={`${styles.cards ?? ''} ${stacked ? (styles.stacked ?? '') : ''}`} value={value} onChange={(next) => { onChange(next as Value); }} isDisabled={disabled}>
      <Label className={labelHidden ? 'visually-hidden' : (styles.label ?? '')}>{label}</Label>
      {options.map((option) => (
        <Radio key={option.value} value={option.value} className={styles.card ?? ''}>
          {option.icon !== undefined && <span className={styles.cardIcon}>{option.icon}</span>}
          <span className={styles.cardText}>
            <span className={styles.cardTitle}>{option.text}</span>
            {option.detail !== undefined && <span className={styles.cardDetail}>{option.detail}</span>}
          </span>
          <span className={styles.dot} aria-hidden="true" />
        </Radio>
      ))}
    </RadioGroup>
  );
}

/** Two or three short words in one frame. */
export function Segments<Value extends string>({ label, options, value, onChange, labelHidden = false, disabled = false }: OptionsProps<Value>) {
  return (
    <RadioGroup className={styles.segmentsGroup ?? ''} value={value} onChange={(next) => { onChange(next as Value); }} isDisabled={disabled} orientation="horizontal">
      <Label className={labelHidden ? 'visually-hidden' : (styles.label ?? '')}>{label}</Label>
      <div className={styles.segments}>
        {options.map((option) => (
          <Radio key={option.value} value={option.value} className={styles.segment ?? ''}>
            {option.text}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}

export function Select<Value extends string>({ label, options, value, onChange, labelHidden = false, disabled = false, placeholder = '' }: OptionsProps<Value> & { placeholder?: string }) {
  return (
    <AriaSelect className={styles.select ?? ''} value={value} onChange={(key) => { if (key !== null) onChange(key as Value); }} isDisabled={disabled} placeholder={placeholder}>
      <Label className={labelHidden ? 'visually-hidden' : (styles.label ?? '')}>{label}</Label>
      <Button className={styles.selectButton ?? ''}>
        <SelectValue className={styles.selectValue ?? ''}>{({ defaultChildren, selectedText, isPlaceholder }) => (isPlaceholder ? defaultChildren : selectedText)}</SelectValue>
        <DownIcon />
      </Button>
      <Popover className={styles.popover ?? ''}>
        <ListBox className={styles.list ?? ''}>
          {options.map((option) => (
            <ListBoxItem key={option.value} id={option.value} textValue={option.text} className={styles.item ?? ''}>
              <span>{option.text}</span>
              {option.detail !== undefined && <span className={styles.itemDetail}>{option.detail}</span>}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
