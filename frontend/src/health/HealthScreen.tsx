import type { PipelineAnswer } from '@citywatch/contracts';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getPipeline } from '../api/api';
import { useAnswer } from '../api/use-answer.hook';
import { useFormat } from '../format/use-format';
import { useLink } from '../live/live-context';
import { ErrorNote } from '../ui/ErrorNote';
import { Skeleton } from '../ui/Skeleton';
import './health.css';
import { PathRow } from './PathRow';
import { pathHealth, remember, type ScreenLink } from './pipeline';
import { Quarantine } from './Quarantine';
import { Storage } from './Storage';

/** Asked this often, ms; the server keeps an answer for 2 s. */
const EVERY = 5_000;

/** Health: the path of a reading as one row, what the database holds, and what was refused. */
export default function HealthScreen() {
  const { t } = useTranslation();
  const f = useFormat();
  const link = useLink();
  const { data, error, reload } = useAnswer('pipeline', getPipeline, { every: EVERY });
  const [answers, setAnswers] = useState<readonly PipelineAnswer[]>([]);
  useEffect(() => {
    if (data !== undefined) setAnswers((old) => remember(old, data));
  }, [data]);
  const screen: ScreenLink =
    link.kind === 'lost'
      ? { kind: 'lost', since: link.since }
      : link.kind === 'never'
        ? { kind: 'lost', since: null }
        : { kind: 'live' };
  const steps = answers.length === 0 ? null : pathHealth(answers, screen);
  const broken = steps?.filter((step) => step.fault !== null).length ?? 0;
  const newest = answers.at(-1);
  return (
    <main className="health">
      <header className="health-head">
        <h1>{t('health.title')}</h1>
        {newest !== undefined && (
          <p className="dim" role="status">
            {broken === 0 ? t('health.allWell') : t('health.broken', { count: broken, n: broken })}{' '}
            {t('health.asOf', { time: f.clock(newest.serverTime) })}
          </p>
        )}
      </header>
      {error !== undefined && <ErrorNote error={error} onRetry={reload} />}
      {steps === null || newest === undefined ? (
        error === undefined && <Skeleton widths={[100, 100]} height={96} />
      ) : (
        <>
          <PathRow steps={steps} quarantined={newest.quarantine.total} />
          <Storage answer={newest} rate={steps[1].rate} />
        </>
      )}
      <Quarantine />
    </main>
  );
}
