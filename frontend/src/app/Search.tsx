import { Search as Glass } from 'lucide-react';
import { useMemo, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useFormat } from '../format/use-format';
import { useReason } from '../incident/use-reason';
import { useIncidents, useLive } from '../live/live-context';
import { Dialog } from '../ui/Dialog';
import { DomainIcon } from '../ui/DomainIcon';
import { SeverityMark } from '../ui/SeverityMark';
import { search, type Found } from './search';
import { personalParams } from './url-state';
import { useShortcut } from './use-shortcut.hook';

const MOST = 20;

/** Finds an incident or a sensor by name or number from any screen (Ctrl K). */
export function Search() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  useShortcut('mod+k', () => setOpen(true));
  return (
    <>
      <button type="button" className="search" onClick={() => setOpen(true)} aria-keyshortcuts="Control+K">
        <Glass className="icon" size={14} strokeWidth={1.75} aria-hidden="true" />
        <span className="grow">{t('shell.search.label')}</span>
        <kbd aria-hidden="true">Ctrl K</kbd>
      </button>
      {open && <SearchDialog onClose={() => setOpen(false)} />}
    </>
  );
}

function SearchDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const f = useFormat();
  const reason = useReason();
  const navigate = useNavigate();
  const { sensors } = useLive();
  const incidents = useIncidents();
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const found = useMemo(
    () => search(query, incidents, sensors.things, (incident) => reason(incident.title)),
    [query, incidents, sensors, reason],
  );
  const shown = found.slice(0, MOST);
  const choose = (item: Found | undefined) => {
    if (item === undefined) return;
    const params = new URLSearchParams(personalParams(window.location.search));
    if (item.kind === 'incident') params.set('incident', item.incident.id);
    else {
      params.set('sensor', item.thing.id);
      params.set('at', `${item.thing.latitude},${item.thing.longitude},14`);
    }
    onClose();
    void navigate({ pathname: '/live', search: params.toString() });
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt(Math.min(at + 1, shown.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
    else if (event.key === 'Enter') choose(shown[at]);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog open onClose={onClose} title={t('shell.search.label')}>
      <input
        className="input"
        role="combobox"
        aria-label={t('shell.search.label')}
        aria-expanded={shown.length > 0}
        aria-controls="search-results"
        aria-activedescendant={shown.length > 0 ? `search-${at}` : undefined}
        placeholder={t('shell.search.placeholder')}
        value={query}
        autoFocus
        onKeyDown={onKey}
        onChange={(event) => {
          setQuery(event.target.value);
          setAt(0);
        }}
      />
      <Results found={shown} at={at} onPoint={setAt} onChoose={choose} />
      {query.trim() !== '' && found.length === 0 && <p className="dim">{t('shell.search.none')}</p>}
      {found.length > MOST && (
        <p className="dim small">{t('shell.search.more', { n: f.count(found.length - MOST) })}</p>
      )}
    </Dialog>
  );
}

interface ResultsProps {
  readonly found: readonly Found[];
  readonly at: number;
  readonly onPoint: (index: number) => void;
  readonly onChoose: (item: Found) => void;
}

function Results({ found, at, onPoint, onChoose }: ResultsProps) {
  const { t } = useTranslation();
  return (
    <ul id="search-results" className="search-results" role="listbox" aria-label={t('shell.search.label')}>
      {found.map((item, index) => (
        <li
          key={item.kind === 'incident' ? item.incident.id : item.thing.id}
          id={`search-${index}`}
          role="option"
          aria-selected={index === at}
          onPointerEnter={() => onPoint(index)}
          onClick={() => onChoose(item)}
        >
          {item.kind === 'incident' ? (
            <SeverityMark severity={item.incident.severity} size={13} />
          ) : (
            <DomainIcon domain={item.thing.domain} size={13} />
          )}
          <span className="grow">{item.text}</span>
          <span className="faint small">
            {item.kind === 'incident' ? t('incident.number', { n: item.incident.number }) : item.thing.operator}
          </span>
        </li>
      ))}
    </ul>
  );
}
