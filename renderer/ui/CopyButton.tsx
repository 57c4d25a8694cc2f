import { useState } from 'react';
import { useI18n } from '../i18n/use-i18n';
import { Button } from './Button';
import { copyText } from './copy-text';
import { CopyIcon } from './icons';

/** Puts a text on the clipboard and says whether it worked. */
export function CopyButton({ text, label }: { text: () => string; label?: string }) {
  const { t } = useI18n();
  const [copied, setCopied] = useState(false);
  return (
    <Button look="plain" icon={<CopyIcon />} onPress={() => { void copyText(text()).then(setCopied); }} {...(label === undefined || copied ? {} : { label })}>
      {copied ? t('error.copied') : t('error.copy')}
    </Button>
  );
}
