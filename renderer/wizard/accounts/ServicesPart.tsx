import type { AgentSettings, OverlaySettings } from '../../../electron/domain/site';
import { useI18n } from '../../i18n/use-i18n';
import type { AgentsDraft } from '../../state/agents-draft';
import { useApp } from '../../state/app-context';
import { wantsTunnel } from '../../state/overlay-choice';
import { useDrafts, useWork } from '../../state/use-site';
import { Cards } from '../../ui/Choice';
import { Notice } from '../../ui/Notice';
import { AgentsCard } from './AgentsCard';
import { NetmakerForm } from './NetmakerForm';
import { StoragePart } from './StoragePart';
import { WireGuardForm } from './WireGuardForm';

interface PartProps {
  /** A check was asked for: empty fields may be pointed at. */
  readonly attempted: boolean;
  readonly busy: boolean;
  readonly onSaveOverlay: () => Promise<void>;
  readonly onSaveAgents: (draft: AgentsDraft) => Promise<void>;
}

/** The two accounts in the cloud: the network that the tunnel belongs to, and the place where the agents run. */
export function ServicesPart({ attempted, busy, onSaveOverlay, onSaveAgents }: PartProps) {
  const { t } = useI18n();
  const { ui } = useApp();
  const { projection } = useWork();
  const { drafts, setDraft } = useDrafts();
  // The practice site has a Netmaker and a Factory of its own, and asks nobody else.
  const real = projection.site.mode === 'real';
  const tunnel = wantsTunnel(drafts, projection);
  return (
    <>
      {real && tunnel && (
        <Cards<OverlaySettings['kind']>
          label={t('overlay.kind')}
          value={drafts.overlayKind}
          onChange={(kind) => {
            setDraft('overlayKind', kind);
            // Of the other one.
            ui.setState({ overlayTrial: { state: 'idle' } });
          }}
          disabled={busy}
          options={[
            { value: 'netmaker', text: t('overlay.kind.netmaker'), detail: t('overlay.kind.netmaker.text') },
            { value: 'wireguard', text: t('overlay.kind.wireguard'), detail: t('overlay.kind.wireguard.text') },
          ]}
        />
      )}
      {tunnel && (drafts.overlayKind === 'wireguard' ? <WireGuardForm attempted={attempted} busy={busy} onSave={onSaveOverlay} /> : <NetmakerForm attempted={attempted} busy={busy} onSave={onSaveOverlay} />)}
      {!tunnel && <Notice>{t('agents.noTunnel')}</Notice>}
      {real && (
        <Cards<AgentSettings['kind']>
          label={t('agents.kind')}
          value={drafts.agents.kind}
          onChange={(kind) => {
            setDraft('agents', { ...drafts.agents, kind });
            ui.setState({ agentsTrial: { state: 'idle' } });
          }}
          disabled={busy}
          stacked
          options={[
            { value: 'factory', text: t('agents.kind.factory'), detail: t('agents.kind.factory.text') },
            { value: 'kubernetes', text: t('agents.kind.kubernetes'), detail: t('agents.kind.kubernetes.text') },
            { value: 'docker', text: t('agents.kind.docker'), detail: t('agents.kind.docker.text') },
            { value: 'edge', text: t('agents.kind.edge'), detail: t('agents.kind.edge.text') },
          ]}
        />
      )}
      <AgentsCard key={drafts.agents.kind} attempted={attempted} busy={busy} onSave={onSaveAgents} />
      <StoragePart attempted={attempted} busy={busy} onSave={onSaveAgents} />
    </>
  );
}
