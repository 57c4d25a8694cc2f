import { useI18n } from '../../i18n/use-i18n';
import { useApp } from '../../state/app-context';
import { useWork } from '../../state/use-site';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';

/**
 * The small computer carries the note of another laptop: what it did can be taken over, or taken back at once. Where this laptop
 * changed something too, a person says which of the two is right, with both dates in view.
 */
export function OtherLaptop() {
  const { t, dateTime } = useI18n();
  const { ui } = useApp();
  const { projection, asking, start } = useWork();
  const { strangers, touchedAt } = projection.state.record;
  const busy = asking || projection.running !== null;
  return strangers.map((head) => {
    const record = `record:${head.site.id}`;
    const takeBack = (): void => {
      ui.setState({ undoOpen: true });
      start('adopt', ['theirs', record]);
    };
    const both = projection.state.changed && touchedAt !== null;
    return (
      <Notice
        key={`${head.site.id} ${head.history}`}
        tone="warn"
        title={t('otherLaptop.title', { laptop: head.laptop, date: dateTime(head.startedAt) })}
        actions={
          both ? (
            <>
              <Button onPress={() => { start('adopt', ['theirs', record]); }} disabled={busy}>{t('otherLaptop.theirs')}</Button>
              <Button onPress={() => { start('adopt', ['ours', record]); }} disabled={busy}>{t('otherLaptop.ours')}</Button>
            </>
          ) : (
            <>
              <Button onPress={() => { start('adopt', ['theirs', record]); }} disabled={busy}>{t('otherLaptop.takeOver')}</Button>
              <Button onPress={takeBack} disabled={busy}>{t('otherLaptop.takeBack')}</Button>
            </>
          )
        }
      >
        <p>{t('otherLaptop.text', { site: head.site.name })}</p>
        <p>{both ? t('otherLaptop.both', { theirs: dateTime(head.writtenAt), ours: dateTime(touchedAt) }) : t('otherLaptop.what')}</p>
      </Notice>
    );
  });
}
