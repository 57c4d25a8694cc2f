import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { SearchField } from 'react-aria-components/SearchField';
import field from './Field.module.css';
import styles from './SearchBox.module.css';

/** Narrows a list while it is typed; Escape empties it. */
export function SearchBox({ label, value, onChange, placeholder }: { label: string; value: string; onChange: (value: string) => void; placeholder: string }) {
  return (
    <SearchField className={field.field ?? ''} value={value} onChange={onChange}>
      <Label className={field.label ?? ''}>{label}</Label>
      <Input className={styles.input ?? ''} placeholder={placeholder} spellCheck={false} autoComplete="off" />
    </SearchField>
  );
}
