import { FieldError } from 'react-aria-components/FieldError';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextArea as AriaTextArea } from 'react-aria-components/TextArea';
import { TextField } from 'react-aria-components/TextField';
import field from './Field.module.css';
import styles from './TextArea.module.css';

/** One line that becomes several when a list is pasted (a field of one line would glue its lines together). Enter finishes, Shift and Enter begins a new line. */
export function TextArea({ label, value, onChange, placeholder, hint, problem, disabled, onEnter }: { label: string; value: string; onChange: (value: string) => void; placeholder: string; hint: string; problem: string | null; disabled: boolean; onEnter: () => void }) {
  return (
    <TextField className={field.field ?? ''} value={value} onChange={onChange} isDisabled={disabled} isInvalid={problem !== null} validationBehavior="aria">
      <Label className={field.label ?? ''}>{label}</Label>
      <AriaTextArea
        className={styles.input ?? ''}
        rows={Math.min(6, value.split('\n').length)}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        autoCapitalize="none"
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey) return;
          event.preventDefault();
          onEnter();
        }}
      />
      {problem === null && <Text slot="description" className={field.hint ?? ''}>{hint}</Text>}
      <FieldError className={field.problem ?? ''}>{problem}</FieldError>
    </TextField>
  );
}
