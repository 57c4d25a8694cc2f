import type { ChosenCamera } from '../../../electron/domain/choice';
import { useI18n } from '../../i18n/use-i18n';
import { Button } from '../../ui/Button';
import { RefreshIcon } from '../../ui/icons';
import { useNow } from '../../state/use-now';
import { Notice } from '../../ui/Notice';
import { Countdown } from './Countdown';
import { loginGroups, type LoginGroup } from './login-groups';

/** Where logins were refused, maker by maker: how many said no, how many were spared, and what to do. */
export function LoginGroups({ cameras, busy, onCheck }: { cameras: readonly ChosenCamera[]; busy: boolean; onCheck: (deviceIds: readonly string[]) => void }) {
  return loginGroups(cameras).map((group) => <GroupNotice key={group.maker} group={group} busy={busy} onCheck={onCheck} />);
}

function GroupNotice({ group, busy, onCheck }: { group: LoginGroup; busy: boolean; onCheck: (deviceIds: readonly string[]) => void }) {
  const { t, plural } = useI18n();
  const { maker, refused, held, locked, lockedUntil } = group;
  const now = useNow(lockedUntil !== null);
  // A camera that says until when it is locked is asked no earlier.
  const again = [...refused, ...held, ...locked.filter((camera) => !(Date.parse(camera.reading?.lock?.until ?? '') > now))];
  const onlyLocked = refused.length + held.length === 0;
  return (
    <Notice
      tone="warn"
      title={maker === '' ? t(onlyLocked ? 'groups.title.lockedUnknown' : 'groups.title.unknown') : t(onlyLocked ? 'groups.title.locked' : 'groups.title', { maker })}
      actions={
        <Button icon={<RefreshIcon />} onPress={() => { onCheck(again.map((camera) => camera.device.id)); }} disabled={busy || again.length === 0}>
          {plural('groups.again', Math.max(1, again.length))}
        </Button>
      }
    >
      <p>
        {[refused.length > 0 ? plural('groups.refused', refused.length) : '', held.length > 0 ? plural('groups.held', held.length) : '', locked.length > 0 ? plural('groups.locked', locked.length) : ''].filter((part) => part !== '').join(' ')}{' '}
        {lockedUntil !== null && <Countdown until={lockedUntil} />}
      </p>
      <p>{t(onlyLocked ? 'groups.todo.locked' : 'groups.todo')}</p>
    </Notice>
  );
}
