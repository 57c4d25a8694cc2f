import { useState } from 'react';
import type { Output } from '../../../electron/contract/contract';
import type { PlannedStep } from '../../../electron/domain/plan';
import { ROUTERS, type Router } from '../../../electron/domain/words/router-words';
import { fill } from '../../../electron/domain/words/words';
import { useI18n } from '../../i18n/use-i18n';
import { useApp } from '../../state/app-context';
import { useAsk } from '../../state/use-ask';
import { Button } from '../../ui/Button';
import { Line } from '../../ui/Card';
import { Select } from '../../ui/Choice';
import { CopyButton } from '../../ui/CopyButton';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { EyeIcon, EyeOffIcon } from '../../ui/icons';
import { Notice } from '../../ui/Notice';
import { QrImage } from '../../ui/QrImage';
import styles from './RouterConfiguration.module.css';

/** The file, the code for a camera, and the steps for a router. The private key is asked for when it is shown, and forgotten when it is hidden. */
export function RouterConfiguration({ step }: { step: PlannedStep }) {
  const { t, words } = useI18n();
  const { client } = useApp();
  const { asking, error, ask } = useAsk();
  const [shown, setShown] = useState<Output<'router.config'> | null>(null);
  const [saved, setSaved] = useState<Output<'router.save'>>(null);
  const [router, setRouter] = useState<Router | null>(null);
  const file = saved === null ? t('router.file') : (saved.path.split(/[\\/]/).at(-1) ?? saved.path);
  const known = saved ?? shown;
  const save = (): void => void ask(async () => { setSaved((await client.ask('router.save', null)) ?? saved); });
  const show = (): void => void ask(async () => { setShown(shown === null ? await client.ask('router.config', null) : null); });
  const params = { file, overlay: known === null ? t('router.overlay') : known.routed.join(', '), site: String(step.params['ranges'] ?? '') };
  const removed = known?.removed ?? [];
  return (
    <>
      <Notice tone="good">{t('router.made', { name: String(step.params['name'] ?? ''), network: String(step.params['network'] ?? '') })}</Notice>
      <ul className={styles.first}>
        {words.router.first.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <Line>
        <Button onPress={save} pending={asking}>
          {t('router.save')}
        </Button>
        <Button look="plain" icon={shown === null ? <EyeIcon /> : <EyeOffIcon />} onPress={show} disabled={asking}>
          {shown === null ? t('router.show') : t('router.hide')}
        </Button>
      </Line>
      {error !== null && <ErrorNotice error={error} />}
      {saved !== null && <Notice tone="good">{fill(words.router.saved, { file: saved.path })}</Notice>}
      {removed.length > 0 && <Notice>{fill(words.router.removed, { ranges: removed.join(', ') })}</Notice>}
      {shown !== null && (
        <div className={styles.shown}>
          <QrImage text={shown.text} label={t('router.qr')} />
          <pre className={styles.text}>{shown.text}</pre>
          <CopyButton text={() => shown.text} label={t('router.copy')} />
        </div>
      )}
      <Select<Router>
        label={t('router.which')}
        placeholder={t('router.which.choose')}
        value={router}
        onChange={setRouter}
        options={ROUTERS.map((one) => ({ value: one, text: words.router.routers[one].name }))}
      />
      {router !== null && <RouterSteps router={router} params={params} />}
    </>
  );
}

function RouterSteps({ router, params }: { router: Router; params: Readonly<Record<string, string>> }) {
  const { t, words } = useI18n();
  const own = words.router.routers[router];
  return (
    <>
      <ol className={styles.steps} aria-label={t('router.steps', { router: own.name })}>
        {own.steps.map((line) => (
          <li key={line}>{fill(line, params)}</li>
        ))}
      </ol>
      <Notice tone="warn" title={t('router.return')}>
        {fill(own.return, params)}
      </Notice>
      <ul className={styles.first}>
        {words.router.last.map((line) => (
          <li key={line}>{line}</li>
        ))}
        <li>{t('router.undo')}</li>
      </ul>
    </>
  );
}
