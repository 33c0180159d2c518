import type { DetectionTuning } from '@citywatch/contracts';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Note } from '../ui/Note';
import { useChangeWords } from './use-change-words';

interface ApplyProps {
  readonly current: DetectionTuning;
  readonly draft: DetectionTuning;
  /** Whether this very draft was tried on stored history. */
  readonly tried: boolean;
  readonly note: string;
  readonly failed: string | null;
  readonly busy: boolean;
  readonly onApply: (note: string) => void;
  readonly onClose: () => void;
}

/** What will be different from now on, said once more, with why. */
export function ApplyDialog({ current, draft, tried, note: first, failed, busy, onApply, onClose }: ApplyProps) {
  const { t } = useTranslation();
  const words = useChangeWords();
  const [note, setNote] = useState(first);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onApply(note.trim());
  };
  return (
    <Dialog open onClose={onClose} title={t('tuning.apply.title')} description={t('tuning.apply.detail')}>
      <form className="act-form" onSubmit={submit}>
        <ul className="change-list">
          {words(current, draft).map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
        {!tried && <p className="small">{t('tuning.apply.untried')}</p>}
        <Note id="tuning-note" label={t('tuning.apply.note')} value={note} most={500} onChange={setNote} />
        {failed !== null && <p role="alert">{failed}</p>}
        <div className="buttons">
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button type="submit" kind="primary" disabled={busy}>
            {t('tuning.apply.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
