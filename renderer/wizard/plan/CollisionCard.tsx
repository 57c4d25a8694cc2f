import { blockingCollision, collisionGroups, type CollisionGroup, type CollisionReport, type WayOut } from '../../../electron/domain/collisions';
import { concernsText, limitsText, ownerText, wayOutText, whyText } from '../../../electron/domain/words/collision-text';
import { useI18n } from '../../i18n/use-i18n';
import { useApp, useProjection } from '../../state/app-context';
import { useAsk } from '../../state/use-ask';
import { useDrafts } from '../../state/use-site';
import { Button } from '../../ui/Button';
import { Card, Rows } from '../../ui/Card';
import { Details } from '../../ui/Disclosure';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { StatusIcon } from '../../ui/StatusIcon';
import styles from './CollisionCard.module.css';

/** Addresses that others of the network have as well: whose they are, and the ways out, of which the technician takes one. */
export function CollisionCard({ report, disabled }: { report: CollisionReport; disabled: boolean }) {
  const { t, words } = useI18n();
  const groups = collisionGroups(report);
  const limits = limitsText(report, words);
  if (groups.length === 0) return null;
  const blocked = blockingCollision(report) !== null;
  return (
    <Card title={blocked ? words.collisions.blocked : words.collisions.warned}>
      {blocked && <p>{words.collisions.normal}</p>}
      <Rows label={t('collision.list')}>
        {groups.map((group) => (
          <GroupRow key={`${group.weight} ${JSON.stringify(group.other)}`} group={group} />
        ))}
      </Rows>
      {report.ways.length > 0 && (
        <section className={styles.ways} aria-labelledby="ways-out">
          <h3 id="ways-out" className={styles.waysTitle}>
            {words.collisions.waysTitle}
          </h3>
          <ol className={styles.list}>
            {report.ways.map((way) => (
              <WayRow key={way.way} way={way} disabled={disabled} />
            ))}
          </ol>
        </section>
      )}
      {limits.length > 0 && (
        <Details summary={t('error.details')}>
          {limits.map((line) => (
            <p key={line} className={styles.quiet}>
              {line}
            </p>
          ))}
        </Details>
      )}
    </Card>
  );
}

function GroupRow({ group }: { group: CollisionGroup }) {
  const { t, words } = useI18n();
  const concerns = concernsText(group, words);
  return (
    <li className={styles.row}>
      <StatusIcon status={group.weight === 'blocks' ? 'bad' : 'warn'} label={group.weight === 'blocks' ? t('status.blocks') : t('status.warn')} />
      <div>
        <p className={styles.owner}>{ownerText(group, words)}</p>
        <p>{whyText(group, words)}</p>
        {concerns !== null && <p className={styles.quiet}>{concerns}</p>}
      </div>
    </li>
  );
}

function WayRow({ way, disabled }: { way: WayOut; disabled: boolean }) {
  const { words } = useI18n();
  const { error, ask, asking } = useAsk();
  return (
    <li className={styles.way}>
      <p className={styles.owner}>{words.collisions.ways[way.way].title}</p>
      <p>{wayOutText(way, words)}</p>
      <WayButtons way={way} disabled={disabled || asking} ask={ask} />
      {error !== null && <ErrorNotice error={error} />}
    </li>
  );
}

/** What we can do ourselves; the other ways are done elsewhere. */
function WayButtons({ way, disabled, ask }: { way: WayOut; disabled: boolean; ask: (work: () => Promise<unknown>) => Promise<boolean> }) {
  const { t } = useI18n();
  const { actions } = useApp();
  const { site } = useProjection();
  const { drafts, setDraft } = useDrafts();
  // The form must say the same, or it would count as changed.
  const openCameras = async (): Promise<void> => {
    await actions.update((before) => (before.overlay === null ? before : { ...before, overlay: { ...before.overlay, egress: 'cameras' } }));
    if (site.overlay?.kind === 'wireguard') setDraft('wireguard', { ...drafts.wireguard, egress: 'cameras' });
    else setDraft('overlay', { ...drafts.overlay, egress: 'cameras' });
    await actions.start('plan');
  };
  const moveTo = async (network: string): Promise<void> => {
    await actions.update((before) => (before.overlay?.kind === 'netmaker' ? { ...before, overlay: { ...before.overlay, network } } : before));
    setDraft('overlay', { ...drafts.overlay, network });
    await actions.goTo('accounts');
  };
  switch (way.way) {
    case 'cameras-only':
      return (
        <div className={styles.buttons}>
          <Button disabled={disabled} onPress={() => void ask(openCameras)}>
            {t('collision.camerasOnly')}
          </Button>
        </div>
      );
    case 'other-network':
      return (
        <div className={styles.buttons}>
          {way.networks.slice(0, 6).map((network) => (
            <Button key={network} disabled={disabled} onPress={() => void ask(() => moveTo(network))}>
              {t('collision.useNetwork', { network })}
            </Button>
          ))}
        </div>
      );
    case 'virtual-nat':
    case 'renumber':
      return null;
  }
}
