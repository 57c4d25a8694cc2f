import { useState, type ReactNode } from 'react';
import { FieldError } from 'react-aria-components/FieldError';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextField } from 'react-aria-components/TextField';
import { useI18n } from '../i18n/use-i18n';
import { IconButton } from './Button';
import { EyeIcon, EyeOffIcon } from './icons';
import styles from './Field.module.css';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  readonly hint?: ReactNode;
  /** What is wrong with the value; null while nothing is. */
  readonly problem?: string | null;
  readonly disabled?: boolean;
  /** Where the label stands beside other words that say it already, it is for screen readers only. */
  readonly labelHidden?: boolean;
  /** Addresses, fingerprints, user names: no capital letters, no spelling. */
  readonly technical?: boolean;
  readonly size?: 'normal' | 'short';
  readonly onEnter?: () => void;
}

export function Field({ label, value, onChange, placeholder, hint, problem = null, disabled = false, labelHidden = false, technical = false, size = 'normal', onEnter }: FieldProps) {
  return (
    <TextField className={`${styles.field ?? ''} ${size === 'short' ? (styles.short ?? '') : ''}`} value={value} onChange={onChange} isDisabled={disabled} isInvalid={problem !== null} validationBehavior="aria">
      <Label className={labelHidden ? 'visually-hidden' : (styles.label ?? '')}>{label}</Label>
      <Input
        className={styles.input ?? ''}
        autoComplete="off"
        {...(technical ? { spellCheck: false, autoCapitalize: 'none' } : {})}
        {...(placeholder === undefined ? {} : { placeholder })}
        {...(onEnter === undefined ? {} : { onKeyDown: (event) => { if (event.key === 'Enter') onEnter(); } })}
      />
      {hint !== undefined && problem === null && <Text slot="description" className={styles.hint ?? ''}>{hint}</Text>}
      <FieldError className={styles.problem ?? ''}>{problem}</FieldError>
    </TextField>
  );
}

/** A password. One that is kept already is never shown again; typing replaces it. */
export function SecretField({ label, value, kept, onChange, problem = null, hint, disabled = false }: { label: string; value: string; kept: boolean; onChange: (value: string) => void; problem?: string | null; hint?: ReactNode; disabled?: boolean }) {
  const { t } = useI18n();
  const [shown, setShown] = useState(false);
  return (
    <TextField className={styles.field ?? ''} type={shown ? 'text' : 'password'} value={value} onChange={onChange} isDisabled={disabled} isInvalid={problem !== null} validationBehavior="aria">
      <Label className={styles.label ?? ''}>{label}</Label>
      <div className={styles.secret}>
        <Input className={styles.input ?? ''} autoComplete="new-password" spellCheck={false} placeholder={kept ? t('secret.kept') : ''} />
        {value !== '' && <IconButton label={shown ? t('secret.hide', { field: label }) : t('secret.show', { field: label })} icon={shown ? <EyeOffIcon /> : <EyeIcon />} onPress={() => { setShown(!shown); }} />}
      </div>
      {hint !== undefined && problem === null && <Text slot="description" className={styles.hint ?? ''}>{hint}</Text>}
      <FieldError className={styles.problem ?? ''}>{problem}</FieldError>
    </TextField>
  );
}

/** Fields beside each other while there is room. */
export function FieldRow({ children }: { children: ReactNode }) {
  return <div className={styles.row}>{children}</div>;
}
