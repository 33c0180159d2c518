import type { DetectionSettingsAnswer, DetectionTuning } from '@citywatch/contracts';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { applyTuning, getDetectionSettings } from '../api/api';
import { ApiError } from '../api/http';
import { useAnswer } from '../api/use-answer.hook';
import { useSession } from '../app/session';
import { Button } from '../ui/Button';
import { ErrorNote } from '../ui/ErrorNote';
import { Skeleton } from '../ui/Skeleton';
import { toasts } from '../ui/toast';
import { useErrorWords } from '../ui/use-error-words';
import './tuning.css';
import { ApplyDialog } from './ApplyDialog';
import { BacktestPanel } from './BacktestPanel';
import { changesOf, isSame, type NumberKey } from './tuning';
import { TuningForm } from './TuningForm';
import { TuningHistory, type TuningVersion } from './TuningHistory';
import { useBacktest, type BacktestRun } from './use-backtest.hook';

/** Asked again, so that what somebody else applies shows, ms. */
const EVERY = 15_000;

/** Detection settings: in plain words, tried on stored history before they count, with everything that was in force before. */
export default function TuningScreen() {
  const { data, error, reload } = useAnswer('detection settings', getDetectionSettings, { every: EVERY });
  return (
    <div className="tuning">
      {error && <ErrorNote error={error} onRetry={reload} />}
      {data === undefined ? (
        !error && <Skeleton widths={[60, 100, 100, 100]} height={64} />
      ) : (
        <Tuning answer={data} onApplied={reload} />
      )}
    </div>
  );
}

function Tuning({ answer, onApplied }: { answer: DetectionSettingsAnswer; onApplied: () => void }) {
  const { t } = useTranslation();
  const session = useSession();
  const readOnly = !session.may('tune-detection');
  const { current, defaults, history } = answer;
  const [draft, setDraft] = useDraft(current);
  const [faulty, onFault] = useFaults();
  const run = useBacktest();
  useDraftOf(run, setDraft);
  const [asking, setAsking] = useState<string | null>(null);
  const back = (version: TuningVersion) => {
    setDraft(version.tuning);
    setAsking(version.version === 0 ? t('tuning.backToFirst') : t('tuning.backTo', { n: version.version }));
  };
  return (
    <>
      <div className="tuning-columns">
        <div className="tuning-left">
          {readOnly && <p className="dim">{t('tuning.readOnly')}</p>}
          <TuningForm
            current={current}
            defaults={defaults}
            draft={draft}
            readOnly={readOnly}
            onChange={setDraft}
            onFault={onFault}
          />
          {!readOnly && (
            <Foot
              changes={changesOf(current, draft).length}
              faulty={faulty}
              onDiscard={() => setDraft({ ...current })}
              onApply={() => setAsking('')}
            />
          )}
        </div>
        {!readOnly && <BacktestPanel run={run} current={current} draft={draft} faulty={faulty} />}
      </div>
      <TuningHistory history={history} readOnly={readOnly} onBack={back} />
      {asking !== null && (
        <Apply
          answer={answer}
          draft={draft}
          note={asking}
          tried={run.answer?.state === 'done' && isSame(run.answer.request.tuning, draft)}
          onApplied={onApplied}
          onClose={() => setAsking(null)}
        />
      )}
    </>
  );
}

/** Whether any setting is typed that cannot be, and the way to tell of one. */
function useFaults(): readonly [boolean, (key: NumberKey, faulty: boolean) => void] {
  const [faults, setFaults] = useState<ReadonlySet<NumberKey>>(new Set());
  const onFault = useCallback(
    (key: NumberKey, faulty: boolean) =>
      setFaults((old) => {
        if (old.has(key) === faulty) return old;
        const next = new Set(old);
        if (faulty) next.add(key);
        else next.delete(key);
        return next;
      }),
    [],
  );
  return [faults.size > 0, onFault];
}

/** What is being changed. It follows what is in force until something is changed, and survives what others apply. */
function useDraft(current: DetectionTuning): readonly [DetectionTuning, (draft: DetectionTuning) => void] {
  const [draft, setDraft] = useState(current);
  const known = useRef(current);
  useEffect(() => {
    const before = known.current;
    known.current = current;
    setDraft((old) => (isSame(old, before) ? current : old));
  }, [current]);
  return [draft, setDraft];
}

/** A backtest that the address names brings its settings along, once. */
function useDraftOf({ answer }: BacktestRun, setDraft: (draft: DetectionTuning) => void): void {
  const taken = useRef(false);
  useEffect(() => {
    if (taken.current || answer === undefined) return;
    taken.current = true;
    setDraft(answer.request.tuning);
  }, [answer, setDraft]);
}

function Foot({
  changes,
  faulty,
  onDiscard,
  onApply,
}: {
  changes: number;
  faulty: boolean;
  onDiscard: () => void;
  onApply: () => void;
}) {
  const { t } = useTranslation();
  return (
    <div className="tuning-foot">
      <span className="dim" role="status">
        {faulty ? t('backtest.cannot.faulty') : t('tuning.changes', { count: changes, n: changes })}
      </span>
      <Button disabled={changes === 0} onClick={onDiscard}>
        {t('tuning.discard')}
      </Button>
      <Button kind="primary" disabled={changes === 0 || faulty} onClick={onApply}>
        {t('tuning.apply.open')}
      </Button>
    </div>
  );
}

interface ApplyProps {
  readonly answer: DetectionSettingsAnswer;
  readonly draft: DetectionTuning;
  readonly note: string;
  readonly tried: boolean;
  readonly onApplied: () => void;
  readonly onClose: () => void;
}

function Apply({ answer, draft, note, tried, onApplied, onClose }: ApplyProps) {
  const { t } = useTranslation();
  const words = useErrorWords();
  const [failed, setFailed] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const apply = async (text: string) => {
    setBusy(true);
    setFailed(null);
    try {
      const version = answer.history[0]?.version ?? 0;
      await applyTuning({ tuning: draft, version, ...(text === '' ? {} : { note: text }) });
      toasts.show(t('tuning.applied'));
      onApplied();
      onClose();
    } catch (error) {
      const conflict = error instanceof ApiError && error.status === 409;
      setFailed(conflict ? t('tuning.conflict') : words(error as Error, 'act'));
      // What is in force now shows behind the dialog, and the list of changes is against it.
      if (conflict) onApplied();
    } finally {
      setBusy(false);
    }
  };
  return (
    <ApplyDialog
      current={answer.current}
      draft={draft}
      tried={tried}
      note={note}
      failed={failed}
      busy={busy}
      onApply={(text) => void apply(text)}
      onClose={onClose}
    />
  );
}
