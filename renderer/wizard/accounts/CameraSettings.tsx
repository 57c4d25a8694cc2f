import type { CameraReading, StreamProfile } from '../../../electron/domain/camera';
import type { CameraChoice, CredentialSet } from '../../../electron/domain/site';
import { useI18n } from '../../i18n/use-i18n';
import { Quiet } from '../../ui/Card';
import { Checkbox, Select } from '../../ui/Choice';
import { FieldRow } from '../../ui/Field';
import { profileText } from './stream-words';

const AUTO = '';

/** Which login and which streams: chosen for the technician unless somebody decides. */
export function CameraSettings({ choice, reading, credentials, busy, onChoose }: { choice: CameraChoice; reading: CameraReading; credentials: readonly CredentialSet[]; busy: boolean; onChoose: (part: Partial<CameraChoice>) => void }) {
  const i18n = useI18n();
  const { t } = i18n;
  const options = [{ value: AUTO, text: t('camera.stream.auto') }, ...reading.profiles.map((profile) => ({ value: profile.token, text: nameOf(profile), detail: profileText(profile, reading, i18n) }))];
  return (
    <>
      <FieldRow>
        {credentials.length > 1 && (
          <Select
            label={t('camera.login')}
            value={choice.credentialId ?? AUTO}
            onChange={(id) => { onChoose({ credentialId: id === AUTO ? null : id }); }}
            disabled={busy}
            options={[{ value: AUTO, text: t('camera.login.auto') }, ...credentials.map((set) => ({ value: set.id, text: `${set.name} (${set.username})` }))]}
          />
        )}
        {reading.profiles.length > 1 && (
          <>
            <Select label={t('camera.main')} value={choice.mainToken ?? AUTO} onChange={(token) => { onChoose({ mainToken: token === AUTO ? null : token }); }} disabled={busy} options={options} />
            <Select label={t('camera.sub')} value={choice.subToken ?? AUTO} onChange={(token) => { onChoose({ subToken: token === AUTO ? null : token }); }} disabled={busy} options={options} />
          </>
        )}
      </FieldRow>
      {choice.allowBasic && <Checkbox checked onChange={(allowBasic) => { onChoose({ allowBasic }); }} disabled={busy}>{t('basic.allowed')}</Checkbox>}
      <Quiet>{t('camera.choices.note')}</Quiet>
    </>
  );
}

function nameOf(profile: StreamProfile): string {
  return profile.name === '' ? profile.token : profile.name;
}
