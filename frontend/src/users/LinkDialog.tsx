import type { EnrolmentAnswer } from '@citywatch/contracts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { useNow } from '../ui/use-now.hook';

interface LinkDialogProps {
  readonly name: string;
  readonly enrolment: EnrolmentAnswer;
  readonly onClose: () => void;
}

/** The one-time link, shown this once; copied to be sent on a way the person trusts. */
export function LinkDialog({ name, enrolment, onClose }: LinkDialogProps) {
  const { t } = useTranslation();
  const f = useFormat();
  const now = useNow();
  const [copied, setCopied] = useState(false);
  const link = new URL(enrolment.path, window.location.origin).href;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link);
      setCopied(true);
    } catch {
      // No clipboard on a page without https: the field is there to copy from by hand.
      document.querySelector<HTMLInputElement>('#one-time-link')?.select();
    }
  };
  return (
    <Dialog
      open
      title={t('users.linkTitle', { name })}
      description={t('users.linkDetail', { time: f.moment(enrolment.expiresAt, now) })}
      onClose={onClose}
    >
      <input
        id="one-time-link"
        className="input mono"
        readOnly
        aria-label={t('users.link')}
        value={link}
        onFocus={(event) => event.target.select()}
      />
      <div className="buttons">
        <Button onClick={onClose}>{t('ui.close')}</Button>
        <Button kind="primary" onClick={() => void copy()}>
          {t(copied ? 'ui.copied' : 'ui.copy')}
        </Button>
      </div>
    </Dialog>
  );
}
