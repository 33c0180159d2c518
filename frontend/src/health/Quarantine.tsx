import { parseClockRefusal, type QuarantineEntry } from '@citywatch/contracts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getQuarantine, replayQuarantined } from '../api/api';
import { useAnswer } from '../api/use-answer.hook';
import { useSession } from '../app/session';
import { useFormat } from '../format/use-format';
import { Button } from '../ui/Button';
import { ErrorNote } from '../ui/ErrorNote';
import { Skeleton } from '../ui/Skeleton';
import { useErrorWords } from '../ui/use-error-words';
import { useNow } from '../ui/use-now.hook';

const PAGE = 50;
const EVERY = 15_000;

/** Messages that were refused: when, which, why; an administrator may send one again once its cause is mended. */
export function Quarantine() {
  const { t } = useTranslation();
  const f = useFormat();
  const [limit, setLimit] = useState(PAGE);
  const { data, error, reload } = useAnswer(`quarantine@${limit}`, (signal) => getQuarantine({ limit }, signal), {
    every: EVERY,
  });
  return (
    <section className="quarantine">
      <h2 className="health-title">
        {t('health.quarantine')}
        {data !== undefined && <span className="dim"> {f.count(data.total)}</span>}
      </h2>
      {error !== undefined && <ErrorNote error={error} onRetry={reload} />}
      {data === undefined ? (
        error === undefined && <Skeleton widths={[100, 100, 100]} height={28} />
      ) : data.entries.length === 0 ? (
        <p className="dim">{t('health.nothingRefused')}</p>
      ) : (
        <>
          <ul className="refused">
            {data.entries.map((entry) => (
              <Refused key={entry.id} entry={entry} onSent={reload} />
            ))}
          </ul>
          {data.next !== null && <MoreButton limit={limit} onMore={setLimit} />}
        </>
      )}
    </section>
  );
}

/** The server gives at most 500 at once. */
const MOST = 500;

function MoreButton({ limit, onMore }: { limit: number; onMore: (limit: number) => void }) {
  const { t } = useTranslation();
  if (limit >= MOST) return <p className="dim">{t('health.newestOnly', { n: MOST })}</p>;
  return <Button onClick={() => onMore(Math.min(MOST, limit * 2))}>{t('health.moreRefused')}</Button>;
}

function Refused({ entry, onSent }: { entry: QuarantineEntry; onSent: () => void }) {
  const { t } = useTranslation();
  const f = useFormat();
  const now = useNow();
  const session = useSession();
  const { topic, partition, offset, key, value, code, receivedAt, replayedAt } = entry;
  return (
    <li>
      <time className="dim" dateTime={new Date(receivedAt).toISOString()}>
        {f.moment(receivedAt, now)}
      </time>
      <div className="refused-why">
        <p>
          <b>{t(`health.reject.${code as 'empty'}`, { defaultValue: code })}</b>{' '}
          <span className="dim">
            <Detail entry={entry} />
          </span>
        </p>
        <details>
          <summary>
            {key ?? t('health.noKey')}, {topic}/{partition} @ {offset}
          </summary>
          <pre className="mono" tabIndex={0}>
            {value ?? t('health.noValue')}
          </pre>
        </details>
      </div>
      {replayedAt !== null ? (
        <span className="dim">{t('health.sentAgain', { time: f.moment(replayedAt, now) })}</span>
      ) : (
        session.may('replay-quarantine') && <SendAgain id={entry.id} onSent={onSent} />
      )}
    </li>
  );
}

/** What was wrong with it: a clock in the words of the screen, all else as the writer said it. */
function Detail({ entry: { detail, receivedAt } }: { entry: QuarantineEntry }) {
  const { t } = useTranslation();
  const f = useFormat();
  const clock = parseClockRefusal(detail);
  if (clock === null) return detail;
  const { relation, time, reference } = clock;
  return t(`health.clock.${relation}`, {
    time: f.moment(time, receivedAt),
    off: f.duration(Math.abs(time - reference)),
  });
}

function SendAgain({ id, onSent }: { id: number; onSent: () => void }) {
  const { t } = useTranslation();
  const errorWords = useErrorWords();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const send = async () => {
    setBusy(true);
    setFailure(null);
    try {
      await replayQuarantined(id);
      onSent();
    } catch (error) {
      setFailure(errorWords(error as Error, 'act'));
    } finally {
      setBusy(false);
    }
  };
  return (
    <span className="send-again">
      <Button disabled={busy} onClick={() => void send()}>
        {t('health.sendAgain')}
      </Button>
      {failure !== null && <span role="alert">{failure}</span>}
    </span>
  );
}
