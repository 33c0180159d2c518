import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format';
import { useReason } from '../incident/use-reason';
import { LinkBar } from '../ui/LinkBar';
import { useErrorWords } from '../ui/use-error-words';
import { useIncidents, useLink, useLive, useSensorVersion } from './live-context';

/** What stands over the map when it does not show now: no link, no catalogue yet, sensors still on their way. */
export function LiveNotes() {
  const { t } = useTranslation();
  const f = useFormat();
  const link = useLink();
  const errorWords = useErrorWords();
  const { catalogueError } = useLive();
  const error = useSyncExternalStore(catalogueError.subscribe, catalogueError.get);
  return (
    <>
      {link.kind === 'lost' && <LinkBar told>{t('shell.link.lost', { time: f.clock(link.since) })}</LinkBar>}
      {link.kind === 'never' && <LinkBar told>{t('shell.link.never')}</LinkBar>}
      {error && <LinkBar>{t('map.noCatalogue', { detail: errorWords(error) })}</LinkBar>}
      <Loading />
      <NewCritical />
    </>
  );
}

const PATIENCE = 2_000;

/** Only where it takes more than 2 s: a word that flashes by says nothing. */
function Loading() {
  const { t } = useTranslation();
  const f = useFormat();
  const { sensors } = useLive();
  useSensorVersion();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE);
    return () => clearTimeout(timer);
  }, []);
  if (!late || sensors.loaded) return null;
  return (
    <p className="map-loading" role="status">
      {sensors.generation === 0
        ? t('map.loadingAll')
        : t('map.loading', { have: f.count(0), all: f.count(sensors.things.length) })}
    </p>
  );
}

/** Says a new critical incident to those who do not see it appear. */
function NewCritical() {
  const { t } = useTranslation();
  const reason = useReason();
  const incidents = useIncidents();
  const { incidents: store } = useLive();
  const known = useRef<Set<string> | null>(null);
  const [text, setText] = useState('');
  useEffect(() => {
    if (!store.loaded) return;
    const critical = incidents.filter(
      ({ severity, times }) => severity === 'critical' && times.acknowledgedAt === null && times.resolvedAt === null,
    );
    const fresh = known.current === null ? [] : critical.filter(({ id }) => !known.current?.has(id));
    known.current = new Set([...(known.current ?? []), ...critical.map(({ id }) => id)]);
    if (fresh.length > 0)
      setText(fresh.map(({ title }) => t('incident.newCritical', { title: reason(title) })).join(' '));
  }, [incidents, store, reason, t]);
  return (
    <div className="hidden-text" role="alert">
      {text}
    </div>
  );
}
