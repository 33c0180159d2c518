import { DOMAINS, type BacktestAnswer, type DetectionTuning } from '@citywatch/contracts';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCity } from '../app/city';
import { useFormat } from '../format/use-format';
import { Button } from '../ui/Button';
import { DomainIcon } from '../ui/DomainIcon';
import { ErrorNote } from '../ui/ErrorNote';
import { Segments, ToggleSegments } from '../ui/Segments';
import { serverNow, useNow } from '../ui/use-now.hook';
import { BACKTEST_SPANS, backtestRange, questionOf, type BacktestSpan, type Question } from './backtest-range';
import { BacktestResult } from './BacktestResult';
import { isSame } from './tuning';
import type { BacktestRun } from './use-backtest.hook';

interface PanelProps {
  readonly run: BacktestRun;
  readonly current: DetectionTuning;
  readonly draft: DetectionTuning;
  /** Something typed cannot be. */
  readonly faulty: boolean;
}

/** Tries the changed settings on what is stored, beside those in force, and shows the difference. */
export function BacktestPanel({ run, current, draft, faulty }: PanelProps) {
  const { t } = useTranslation();
  const { answer, error, failed } = run;
  const [question, setQuestion] = useQuestion(answer);
  const running = answer?.state === 'running';
  const stale = answer !== undefined && !running && !isSame(answer.request.tuning, draft);
  return (
    <section className="backtest" aria-label={t('backtest.title')}>
      <h2>{t('backtest.title')}</h2>
      <p className="dim small">{t('backtest.what')}</p>
      {running ? (
        <Progress run={run} />
      ) : (
        <Ask
          run={run}
          draft={draft}
          question={question}
          onQuestion={setQuestion}
          reason={faulty ? 'faulty' : isSame(current, draft) ? 'same' : null}
        />
      )}
      {run.last && <Last last={run.last} onShow={run.show} />}
      {failed !== null && (
        <p role="alert" className="fault">
          {failed}
        </p>
      )}
      {error && <ErrorNote error={error} onRetry={run.reload} />}
      {answer?.state === 'failed' && (
        <p role="alert" className="fault">
          {t('backtest.failed', { detail: answer.error ?? '' })}
        </p>
      )}
      {answer?.result && (
        <>
          {stale && (
            <p className="backtest-stale small" role="status">
              {t('backtest.stale')}
            </p>
          )}
          <BacktestResult result={answer.result} request={answer.request} />
        </>
      )}
    </section>
  );
}

/** What the form asks; a backtest that is opened brings its own question along. */
function useQuestion(answer: BacktestAnswer | undefined): readonly [Question, (question: Question) => void] {
  const f = useFormat();
  const { timeZone } = useCity();
  const [question, setQuestion] = useState<Question>(() => {
    const today = f.iso(serverNow()).slice(0, 10);
    return { span: '3d', days: [today, today], opened: null, domains: DOMAINS };
  });
  const taken = useRef<string | null>(null);
  useEffect(() => {
    if (answer === undefined || taken.current === answer.id) return;
    taken.current = answer.id;
    setQuestion(questionOf(answer.request, serverNow(), timeZone));
  }, [answer, timeZone]);
  return [question, setQuestion];
}

interface AskProps {
  readonly run: BacktestRun;
  readonly draft: DetectionTuning;
  readonly question: Question;
  readonly onQuestion: (question: Question) => void;
  readonly reason: 'faulty' | 'same' | null;
}

function Ask({ run, draft, question, onQuestion, reason }: AskProps) {
  const { t } = useTranslation();
  const f = useFormat();
  const { timeZone } = useCity();
  const { span, days, domains } = question;
  const range = backtestRange(question, serverNow(), timeZone);
  const start = () => {
    if (range === null || domains.length === 0) return;
    const some = domains.length < DOMAINS.length ? { domains: [...domains] } : {};
    void run.start({ ...range, tuning: draft, ...some });
  };
  const words =
    reason !== null
      ? t(`backtest.cannot.${reason}`)
      : range === null
        ? t('backtest.cannot.range')
        : domains.length === 0
          ? t('backtest.cannot.domains')
          : null;
  return (
    <div className="backtest-ask">
      <Choices question={question} onQuestion={onQuestion} />
      {span === 'same' && range && (
        <p className="small dim">
          {t('backtest.same', { from: f.minute(range.from, serverNow()), to: f.minute(range.to, range.from) })}
        </p>
      )}
      {span === 'days' && (
        <div className="row wrap backtest-days">
          <DayField
            label={t('history.period.from')}
            value={days[0]}
            onChange={(first) => onQuestion({ ...question, days: [first, days[1]] })}
          />
          <DayField
            label={t('history.period.to')}
            value={days[1]}
            onChange={(last) => onQuestion({ ...question, days: [days[0], last] })}
          />
        </div>
      )}
      <div className="row wrap">
        <Button kind="primary" disabled={words !== null || run.busy} onClick={start}>
          {t('backtest.run')}
        </Button>
        <span className="dim small" role="status">
          {words}
        </span>
      </div>
    </div>
  );
}

function Choices({ question, onQuestion }: Pick<AskProps, 'question' | 'onQuestion'>) {
  const { t } = useTranslation();
  const spans: readonly BacktestSpan[] = question.opened === null ? BACKTEST_SPANS : [...BACKTEST_SPANS, 'same'];
  return (
    <div className="row wrap">
      <Segments
        label={t('backtest.span')}
        value={question.span}
        onChange={(span) => onQuestion({ ...question, span })}
        segments={spans.map((value) => ({ value, label: t(`backtest.spans.${value}`) }))}
      />
      <ToggleSegments
        label={t('backtest.domains')}
        value={question.domains}
        onChange={(domains) => onQuestion({ ...question, domains })}
        segments={DOMAINS.map((value) => ({
          value,
          label: (
            <>
              <DomainIcon domain={value} size={13} /> {t(`words.domain.${value}`)}
            </>
          ),
        }))}
      />
    </div>
  );
}

function DayField({ label, value, onChange }: { label: string; value: string; onChange: (day: string) => void }) {
  return (
    <label className="field">
      <span className="label">{label}</span>
      <input className="input" type="date" required value={value} onChange={(event) => onChange(event.target.value)} />
    </label>
  );
}

/** The way back to what one left. */
function Last({ last, onShow }: { last: NonNullable<BacktestRun['last']>; onShow: (id: string) => void }) {
  const { t } = useTranslation();
  const f = useFormat();
  const now = useNow();
  const { from, to } = last.request;
  return (
    <p className="row wrap small dim">
      {t('backtest.last', { from: f.minute(from, now), to: f.minute(to, from) })}
      <Button onClick={() => onShow(last.id)}>{t('backtest.showLast')}</Button>
    </p>
  );
}

/** How far it is, how long it may still take, and the way to stop it. */
function Progress({ run }: { run: BacktestRun }) {
  const { t } = useTranslation();
  const f = useFormat();
  const now = useNow();
  const progress = run.answer?.progress ?? 0;
  const first = useRef({ at: now, progress });
  const done = progress - first.current.progress;
  const left = done > 0.02 ? ((now - first.current.at) / done) * (1 - progress) : null;
  return (
    <div className="backtest-progress">
      <progress max={1} value={progress} aria-label={t('backtest.running')} />
      <span role="status">
        {t('backtest.progress', { share: f.percent(progress) })}
        {left !== null && ` ${t('backtest.left', { time: f.duration(left) })}`}
      </span>
      <Button disabled={run.busy} onClick={() => void run.cancel()}>
        {t('backtest.cancel')}
      </Button>
    </div>
  );
}
