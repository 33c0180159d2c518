import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { getCatalogue } from '../api/api';
import { useAnswer } from '../api/use-answer.hook';
import { useRetryWhenBack } from '../auth/use-retry.hook';
import { useUrlChange } from '../app/url-state';
import { ErrorNote } from '../ui/ErrorNote';
import './history.css';
import { HistoryAnswer } from './HistoryAnswer';
import { Loading } from './Loading';
import { NoResult } from './NoResult';
import { parseQuery, queryParams, type HistoryQuery } from './query';
import { QuerySentence } from './QuerySentence';
import { useHistory } from './use-history.hook';

/** History: a question as one sentence, and its answer as figures, chart and table. The address holds the question. */
export default function HistoryScreen() {
  const { t } = useTranslation();
  const { search } = useLocation();
  const change = useUrlChange();
  const query = useMemo(() => parseQuery(search), [search]);
  const ask = (next: HistoryQuery) => change(queryParams(next), { push: true });
  const catalogue = useAnswer('catalogue', getCatalogue);
  const things = catalogue.data?.things;
  const load = useHistory(query, things);
  const { question, answer, meant, shown } = load;
  useRetryWhenBack(catalogue);
  useRetryWhenBack(answer);
  const failed = catalogue.error !== undefined && things === undefined ? catalogue : answer;

  return (
    <main className="history">
      <h1 className="hidden-text">{t('shell.nav.history')}</h1>
      <QuerySentence
        query={query}
        things={things ?? []}
        resolved={question.resolution}
        from={question.from}
        to={question.to}
        onChange={ask}
        busy={
          // An earlier answer stays while the next one comes, so that the page does not jump; and the sentence says so.
          answer.data === undefined && shown !== undefined && failed.error === undefined
            ? t('history.next', { done: load.done, total: question.things.length })
            : undefined
        }
      />
      {failed.error !== undefined && (
        <div className="history-note">
          <ErrorNote error={failed.error} onRetry={failed.reload} />
        </div>
      )}
      {things !== undefined && meant === 0 ? (
        <p className="history-note">{t('history.noSensor')}</p>
      ) : shown === undefined ? (
        failed.error === undefined && <Loading done={load.done} total={question.things.length} />
      ) : (
        <div className="history-shown" aria-busy={answer.loading}>
          {shown.series.every((one) => one.history.readings === 0) ? (
            <NoResult
              query={query}
              series={shown.series}
              from={shown.question.from}
              to={shown.question.to}
              onGo={ask}
            />
          ) : (
            <HistoryAnswer query={query} shown={shown} onRefresh={load.refresh} onAsk={ask} />
          )}
        </div>
      )}
    </main>
  );
}
