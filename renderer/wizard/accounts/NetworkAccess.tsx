import { useEffect, useRef, useState } from 'react';
import type { Output } from '../../../electron/contract/contract';
import { errorOf } from '../../bridge/bridge-error';
import { useI18n } from '../../i18n/use-i18n';
import { useApp } from '../../state/app-context';
import type { Allowed, OverlayDraft } from '../../state/drafts';
import type { Trial } from '../../state/ui-store';
import { Quiet } from '../../ui/Card';
import { Checkbox, Segments } from '../../ui/Choice';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { Notice } from '../../ui/Notice';
import styles from './NetworkAccess.module.css';

type Access = Output<'overlay.access'>;

interface Props {
  readonly draft: OverlayDraft;
  readonly busy: boolean;
  readonly problem: string | null;
  readonly onChange: (part: Partial<OverlayDraft>) => void;
  readonly onSave: () => Promise<void>;
}

/** Asks, for one network, whether it lets anybody through; where it does not, who is to be allowed. Nothing to see where all is open. */
export function NetworkAccess({ draft, busy, problem, onChange, onSave }: Props) {
  const { t } = useI18n();
  const { client } = useApp();
  const [access, setAccess] = useState<Trial<Access>>({ state: 'asking' });
  // Asked once per network (the parent's key): what is typed elsewhere on the page is no reason to ask again.
  const save = useRef(onSave);

  useEffect(() => {
    let gone = false;
    void (async () => {
      try {
        await save.current();
        const value = await client.ask('overlay.access', null);
        if (!gone) setAccess({ state: 'ok', value });
      } catch (thrown) {
        if (!gone) setAccess({ state: 'failed', error: errorOf(thrown) });
      }
    })();
    return () => { gone = true; };
  }, [client]);

  if (access.state === 'failed') return <ErrorNotice error={access.error} />;
  if (access.state !== 'ok' || access.value?.access !== 'closed') return null;
  return (
    <>
      <Notice tone="warn" title={t('netmaker.closed')}>{t('netmaker.closed.text')}</Notice>
      <Segments<'add' | 'leave'>
        label={t('netmaker.policy')}
        value={draft.policy === 'ask' ? null : draft.policy}
        onChange={(policy) => { onChange({ policy }); }}
        disabled={busy}
        options={[
          { value: 'add', text: t('netmaker.policy.add') },
          { value: 'leave', text: t('netmaker.policy.leave') },
        ]}
      />
      {draft.policy === 'leave' && <Quiet>{t('netmaker.policy.leave.text')}</Quiet>}
      {draft.policy === 'add' && <Who all={access.value.who} chosen={draft.who} busy={busy} problem={problem} onChange={(who) => { onChange({ who }); }} />}
    </>
  );
}

function Who({ all, chosen, busy, problem, onChange }: { all: readonly Allowed[]; chosen: readonly Allowed[]; busy: boolean; problem: string | null; onChange: (who: Allowed[]) => void }) {
  const { t } = useI18n();
  const same = (a: Allowed, b: Allowed): boolean => a.kind === b.kind && a.id === b.id;
  // One that was chosen and is gone from the network can still be taken out.
  const shown = [...all, ...chosen.filter((one) => !all.some((other) => same(one, other)))];
  if (shown.length === 0) return <Quiet>{t('netmaker.policy.nobody')}</Quiet>;
  return (
    <div role="group" aria-label={t('netmaker.policy')} className={styles.who}>
      {shown.map((one) => (
        <Checkbox key={`${one.kind} ${one.id}`} checked={chosen.some((other) => same(one, other))} onChange={(on) => { onChange(on ? [...chosen, one] : chosen.filter((other) => !same(one, other))); }} disabled={busy}>
          {one.kind === 'tag' ? t('netmaker.policy.tag', { name: one.name }) : one.name}
        </Checkbox>
      ))}
      {problem !== null && <p className={styles.problem} role="alert">{problem}</p>}
    </div>
  );
}
