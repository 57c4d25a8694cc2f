import { useI18n } from '../../i18n/use-i18n';
import type { WireGuardDraft, WireGuardField } from '../../state/wireguard-draft';
import { Field } from '../../ui/Field';
import { RemoteLogin } from './RemoteLogin';

interface HubLoginProps {
  readonly draft: WireGuardDraft;
  readonly busy: boolean;
  readonly problem: (field: WireGuardField, text: string) => string | null;
  readonly onChange: (part: Partial<WireGuardDraft>) => void;
}

/** How to log in to the hub over SSH, and which of its interfaces is meant. */
export function HubLogin({ draft, busy, problem, onChange }: HubLoginProps) {
  const { t } = useI18n();
  return (
    <RemoteLogin login={draft.login} placeholder="hub.example.com" busy={busy} problem={problem} onChange={(part) => { onChange({ login: { ...draft.login, ...part } }); }}>
      <Field label={t('wireguard.interface')} value={draft.interface} onChange={(name) => { onChange({ interface: name }); }} placeholder="wg0" problem={problem('interface', t('wireguard.interface.missing'))} disabled={busy} technical size="short" />
    </RemoteLogin>
  );
}
