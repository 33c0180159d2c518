import { DETECTORS, type DetectionTuning } from '@citywatch/contracts';
import { Undo2 } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format';
import { useLive, useSensorVersion } from '../live/live-context';
import { Button } from '../ui/Button';
import { boundsOf, NUMBER_KEYS, parseEntry, shownOf, withDetector, type NumberKey } from './tuning';
import { useValueWords } from './use-change-words';

interface FormProps {
  readonly current: DetectionTuning;
  readonly defaults: DetectionTuning;
  readonly draft: DetectionTuning;
  readonly readOnly: boolean;
  readonly onChange: (draft: DetectionTuning) => void;
  /** Whether something is typed that cannot be: then nothing can be tried or applied. */
  readonly onFault: (key: NumberKey, faulty: boolean) => void;
}

/** The settings as sentences whose figures can be changed; each says what it does, and what it was where it differs. */
export function TuningForm(props: FormProps) {
  const { t } = useTranslation();
  return (
    <form className="tuning-form" onSubmit={(event) => event.preventDefault()} aria-label={t('tuning.title')}>
      {NUMBER_KEYS.map((key) => (
        <NumberRow key={key} name={key} {...props} />
      ))}
      <Detectors {...props} />
    </form>
  );
}

type RowProps = FormProps & { readonly name: NumberKey };

function NumberRow({ name, current, defaults, draft, readOnly, onChange, onFault }: RowProps) {
  const { t } = useTranslation();
  const f = useFormat();
  const [text, setText] = useState(() => String(shownOf(name, draft[name])));
  // A draft that comes from elsewhere (another version, an undo) replaces what was typed.
  useEffect(
    () => setText((old) => (parseEntry(name, old) === draft[name] ? old : String(shownOf(name, draft[name])))),
    [name, draft],
  );
  const faulty = parseEntry(name, text) === null;
  useEffect(() => onFault(name, faulty), [onFault, name, faulty]);
  const changed = draft[name] !== current[name];
  const { min, max, whole } = boundsOf(name);
  const type = (next: string) => {
    setText(next);
    const parsed = parseEntry(name, next);
    if (parsed !== null) onChange({ ...draft, [name]: parsed });
  };
  const id = `tuning-${name}`;
  return (
    <div className={`tuning-row ${changed ? 'changed' : ''}`}>
      <label htmlFor={id}>{t(`tuning.name.${name}`)}</label>
      <p className="tuning-sentence">
        {t(`tuning.before.${name}`)}
        <input
          id={id}
          className="input"
          inputMode={whole ? 'numeric' : 'decimal'}
          autoComplete="off"
          value={text}
          readOnly={readOnly}
          aria-invalid={faulty}
          aria-describedby={`${id}-does`}
          onChange={(event) => type(event.target.value)}
        />
        {t(`tuning.after.${name}`)}
      </p>
      <p className="dim small" id={`${id}-does`}>
        {faulty ? (
          <span className="fault" role="alert">
            {t(whole ? 'tuning.boundsWhole' : 'tuning.bounds', { min: f.number(min), max: f.number(max) })}
          </span>
        ) : (
          <Meaning name={name} draft={draft} />
        )}
      </p>
      <Was name={name} current={current} defaults={defaults} draft={draft} onChange={onChange} />
    </div>
  );
}

/** What it is now, where it differs, with the way back; else what it was as installed. */
function Was({ name, current, defaults, draft, onChange }: Omit<RowProps, 'readOnly' | 'onFault'>) {
  const { t } = useTranslation();
  const value = useValueWords();
  const changed = draft[name] !== current[name];
  return (
    <p className="tuning-was small">
      {changed && (
        <>
          {t('tuning.now', { value: value(name, current[name]) })}
          <Button
            kind="quiet"
            square
            aria-label={t('tuning.undo', { name: t(`tuning.name.${name}`) })}
            title={t('ui.undo')}
            onClick={() => onChange({ ...draft, [name]: current[name] })}
          >
            <Undo2 size={13} aria-hidden="true" />
          </Button>
        </>
      )}
      {!changed && current[name] !== defaults[name] && (
        <span className="faint">{t('tuning.default', { value: value(name, defaults[name]) })}</span>
      )}
    </p>
  );
}

/** What a figure comes to. */
function Meaning({ name, draft }: { name: NumberKey; draft: DetectionTuning }) {
  const { t } = useTranslation();
  const f = useFormat();
  const { sensors } = useLive();
  useSensorVersion();
  const { things } = sensors;
  const readings = useMemo(() => things.reduce((sum, thing) => sum + thing.datastreams.length, 0), [things]);
  if (name === 'falseAlarmsPerWeek' && readings > 0) {
    const week = Number((readings * draft.falseAlarmsPerWeek).toPrecision(2));
    return (
      <>{t('tuning.budget', { sensors: f.count(things.length), readings: f.count(readings), n: f.number(week) })}</>
    );
  }
  if (name === 'extremeDecades') return <>{t('tuning.times', { n: f.number(10 ** draft.extremeDecades) })}</>;
  return <>{t(`tuning.does.${name}`)}</>;
}

function Detectors({ current, draft, readOnly, onChange }: FormProps) {
  const { t } = useTranslation();
  return (
    <fieldset className="tuning-row tuning-detectors">
      <legend>{t('tuning.name.detectors')}</legend>
      <p className="dim small">{t('tuning.does.detectors')}</p>
      <ul>
        {DETECTORS.map((kind) => {
          const on = draft.detectors.includes(kind);
          const was = current.detectors.includes(kind);
          return (
            <li key={kind} className={on === was ? '' : 'changed'}>
              <label>
                <input
                  type="checkbox"
                  checked={on}
                  disabled={readOnly || (on && draft.detectors.length === 1)}
                  onChange={(event) => onChange(withDetector(draft, kind, event.target.checked))}
                />
                <span>
                  <b>{t(`detectors.name.${kind}`)}</b>{' '}
                  {on !== was && <span className="tag">{t(was ? 'tuning.wasOn' : 'tuning.wasOff')}</span>}
                  <span className="dim">{t(`detectors.does.${kind}`)}</span>
                </span>
              </label>
            </li>
          );
        })}
      </ul>
    </fieldset>
  );
}
