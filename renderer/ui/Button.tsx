import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import styles from './Button.module.css';

export interface ButtonProps {
  readonly children: ReactNode;
  readonly onPress?: () => void;
  /** `primary`: the one of a page. `stop`: the same place while something runs. `plain`: text only. */
  readonly look?: 'primary' | 'secondary' | 'plain' | 'stop' | 'danger';
  readonly icon?: ReactNode;
  readonly disabled?: boolean;
  /** Something is under way: the button stays where it is and keeps its focus, but does nothing. */
  readonly pending?: boolean;
  /** Said in place of an icon, or where the text alone is ambiguous in a list. */
  readonly label?: string;
  readonly describedBy?: string;
  readonly slot?: string;
  readonly autoFocus?: boolean;
}

export function Button({ children, onPress, look = 'secondary', icon, disabled = false, pending = false, label, describedBy, slot, autoFocus }: ButtonProps) {
  return (
    <AriaButton
      className={`${styles.button ?? ''} ${styles[look] ?? ''}`}
      data-look={look}
      isDisabled={disabled}
      isPending={pending}
      {...(onPress === undefined ? {} : { onPress })}
      {...(label === undefined ? {} : { 'aria-label': label })}
      {...(describedBy === undefined ? {} : { 'aria-describedby': describedBy })}
      {...(slot === undefined ? {} : { slot })}
      {...(autoFocus === undefined ? {} : { autoFocus })}
    >
      {icon}
      <span className={styles.text}>{children}</span>
    </AriaButton>
  );
}

/** A small square button that is only an icon; `label` is its name. */
export function IconButton({ label, icon, onPress, disabled = false, pressed }: { label: string; icon: ReactNode; onPress: () => void; disabled?: boolean; pressed?: boolean }) {
  return (
    <AriaButton className={styles.icon ?? ''} aria-label={label} onPress={onPress} isDisabled={disabled} {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}>
      {icon}
    </AriaButton>
  );
}
