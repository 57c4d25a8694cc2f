import type { BoxCandidate, CandidateKind } from '../../../electron/domain/box-candidates';
import { useI18n } from '../../i18n/use-i18n';
import { Quiet } from '../../ui/Card';
import { Cards, type Option } from '../../ui/Choice';
import { Disclosure } from '../../ui/Disclosure';
import { ComputerIcon, DeviceIcon, RecorderIcon, RouterIcon, SmallComputerIcon } from '../../ui/icons';

/** As many as fit on a page without looking for the fields below them. */
const SHOWN = 4;

const ICONS: Readonly<Partial<Record<CandidateKind, React.ReactNode>>> = { 'raspberry-pi': <SmallComputerIcon />, linux: <ComputerIcon />, 'this-computer': <ComputerIcon />, 'old-server': <ComputerIcon />, openwrt: <RouterIcon />, nas: <RecorderIcon /> };

/** What the survey found with a secure shell, the most suitable first, each with why it is or is not. A click fills the fields. */
export function BoxCandidates({ candidates, host, disabled, onChoose }: { candidates: readonly BoxCandidate[]; host: string; disabled: boolean; onChoose: (candidate: BoxCandidate) => void }) {
  const { t, plural, words } = useI18n();
  const usable = candidates.filter((one) => one.fit !== 'no');
  const unsuited = candidates.filter((one) => one.fit === 'no');
  const kindOf = (one: BoxCandidate): string => words.candidates.kinds[one.kind].title;
  const optionOf = (one: BoxCandidate): Option<string> => ({
    value: one.address,
    text: one.name ?? (one.maker !== null && one.maker !== kindOf(one) ? `${one.maker} · ${kindOf(one)}` : kindOf(one)),
    detail: `${[one.address, one.name === null ? null : kindOf(one), one.server].filter((part) => part !== null).join(' · ')}. ${words.candidates.kinds[one.kind].why}`,
    icon: ICONS[one.kind] ?? <DeviceIcon />,
  });
  const choose = (address: string): void => {
    const chosen = candidates.find((one) => one.address === address);
    if (chosen !== undefined) onChoose(chosen);
  };
  const cards = (label: string, some: readonly BoxCandidate[], labelHidden = false) => (
    <Cards stacked label={label} labelHidden={labelHidden} value={some.some((one) => one.address === host) ? host : null} onChange={choose} disabled={disabled} options={some.map(optionOf)} />
  );
  if (candidates.length === 0) return null;
  return (
    <>
      {usable.length > 0 && cards(t('box.candidates'), usable.slice(0, SHOWN))}
      {usable.length > SHOWN && <Disclosure title={plural('box.candidates.more', usable.length - SHOWN)}>{cards(t('box.candidates'), usable.slice(SHOWN), true)}</Disclosure>}
      {unsuited.length > 0 && (
        <Disclosure title={plural('box.candidates.unsuited', unsuited.length)}>
          {unsuited.map((one) => (
            <Quiet key={one.address}>{`${one.name ?? one.address} (${[one.name === null ? null : one.address, kindOf(one), one.maker].filter((part) => part !== null).join(', ')}): ${words.candidates.kinds[one.kind].why}`}</Quiet>
          ))}
        </Disclosure>
      )}
      {usable.length > 0 && <Quiet>{t('box.candidates.or')}</Quiet>}
    </>
  );
}
