import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { getCatalogue } from '../api/api';
import { useAnswer } from '../api/use-answer.hook';
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
  const { question, answer, meant } = load;
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
      />
      {failed.error !== undefined && (
        <div className="history-note">
          <ErrorNote error={failed.error} onRetry={failed.reload} />
        </div>
      )}
      {things !== undefined && meant === 0 ? (
        <p className="history-note">{t('history.noSensor')}</p>
      ) : answer.data === undefined ? (
        failed.error === undefined && <Loading done={load.done} total={question.things.length} />
      ) : answer.data.series.every((one) => one.history.readings === 0) ? (
        <NoResult query={query} series={answer.data.series} from={question.from} to={question.to} onGo={ask} />
      ) : (
        <HistoryAnswer query={query} load={load} series={answer.data.series} took={answer.data.took} onAsk={ask} />
      )}
    </main>
  );
}
