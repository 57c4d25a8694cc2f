import { useState } from 'react';
import { useI18n } from '../../i18n/use-i18n';
import { Select } from '../../ui/Choice';
import { Field } from '../../ui/Field';

const ANOTHER = 'another';

/** The version of the Netmaker server: as a site of this computer has met it, or typed. */
export function VersionChoice({ servers, version, onChange, problem, disabled }: { servers: readonly { readonly version: string; readonly site: string }[]; version: string; onChange: (version: string) => void; problem: string | null; disabled: boolean }) {
  const { t, list } = useI18n();
  const known = [...new Set(servers.map((server) => server.version))];
  const [typing, setTyping] = useState(known.length === 0);
  const choose = (value: string): void => {
    setTyping(value === ANOTHER);
    onChange(value === ANOTHER ? '' : value);
  };
  return (
    <>
      {known.length > 0 && (
        <Select
          label={t('clients.version')}
          value={typing ? ANOTHER : version}
          onChange={choose}
          disabled={disabled}
          options={[
            ...known.map((one) => ({ value: one, text: one, detail: list(servers.filter((server) => server.version === one).map((server) => server.site)) })),
            { value: ANOTHER, text: t('clients.version.another') },
          ]}
        />
      )}
      {typing && <Field label={t('clients.version')} labelHidden={known.length > 0} value={version} onChange={onChange} placeholder="v1.5.1" hint={t('clients.version.hint')} problem={problem} disabled={disabled} technical size="short" />}
    </>
  );
}
