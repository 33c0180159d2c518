import type { Incident } from '@citywatch/contracts';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format';
import { useIncidents, useLinked } from '../live/live-context';
import { Button } from '../ui/Button';
import { SeverityMark } from '../ui/SeverityMark';
import { useIncidentActs, useNewFailure } from './incident-acts';
import { neighboursOf, type Neighbour } from './nearby';
import { ShapeSection, type ShapeProps } from './ShapeSection';
import { countThings } from './ties';
import { useReason } from './use-reason';

/** Which other incident is the same one. Its sensors move here and it closes; both titles stand beside the button. */
export function MergePanel({ incident, onDone, onFocus }: ShapeProps) {
  const { t } = useTranslation();
  const neighbours = neighboursOf(incident, useIncidents());
  const [chosen, setChosen] = useState<string | null>(null);
  const other = neighbours.find(({ incident: { id } }) => id === chosen)?.incident;
  useEffect(
    () => onFocus(other?.members.map(({ longitude, latitude }) => [longitude, latitude] as const) ?? []),
    [onFocus, other],
  );
  return (
    <ShapeSection title={t('shape.merge.title')} detail={t('shape.merge.detail')} onDone={onDone}>
      {neighbours.length === 0 ? (
        <p className="shape-none">{t('shape.merge.none')}</p>
      ) : (
        <ul className="choose" role="radiogroup" aria-label={t('shape.merge.title')}>
          {neighbours.map((neighbour) => (
            <Row
              key={neighbour.incident.id}
              neighbour={neighbour}
              checked={neighbour.incident.id === chosen}
              onChoose={setChosen}
            />
          ))}
        </ul>
      )}
      <Foot incident={incident} other={other} choice={neighbours.length > 0} onDone={onDone} />
    </ShapeSection>
  );
}

interface FootProps {
  readonly incident: Incident;
  readonly other: Incident | undefined;
  /** Whether there is anything to choose. */
  readonly choice: boolean;
  readonly onDone: () => void;
}

/** What will happen, with both titles, and the button that does it. */
function Foot({ incident, other, choice, onDone }: FootProps) {
  const { t } = useTranslation();
  const reason = useReason();
  const acts = useIncidentActs();
  const linked = useLinked();
  const failed = useNewFailure(incident.id);
  const merge = async (into: Incident) => {
    if (await acts.run(incident, { command: 'merge', other: into.id, otherRevision: into.revision })) onDone();
  };
  return (
    <footer className="shape-foot">
      {failed && <p role="alert">{failed}</p>}
      <p className={other ? 'small' : 'dim small'} role="status">
        {other
          ? t('shape.merge.confirm', {
              number: t('incident.number', { n: incident.number }),
              title: reason(incident.title),
              otherNumber: t('incident.number', { n: other.number }),
              otherTitle: reason(other.title),
            })
          : choice && t('shape.merge.choose')}
      </p>
      <div className="buttons">
        <Button onClick={onDone}>{t('ui.cancel')}</Button>
        <Button
          kind="primary"
          disabled={!linked || other === undefined || acts.isPending(incident.id)}
          onClick={() => other && void merge(other)}
        >
          {other
            ? t('shape.merge.submitWith', { number: t('incident.number', { n: other.number }) })
            : t('shape.merge.submit')}
        </Button>
      </div>
    </footer>
  );
}

/** Below a second nobody was first. */
const beganWords = (later: number) =>
  Math.abs(later) < 1_000 ? 'shape.merge.together' : later < 0 ? 'shape.merge.earlier' : 'shape.merge.later';

function Row({
  neighbour,
  checked,
  onChoose,
}: {
  neighbour: Neighbour;
  checked: boolean;
  onChoose: (incident: string) => void;
}) {
  const { t } = useTranslation();
  const f = useFormat();
  const reason = useReason();
  const { incident, metres, later } = neighbour;
  const count = countThings(incident);
  return (
    <li role="none">
      <label>
        <input type="radio" name="merge-with" checked={checked} onChange={() => onChoose(incident.id)} />
        <SeverityMark severity={incident.severity} size={13} />
        <span className="grow">
          <b>{reason(incident.title)}</b>
          <span className="dim">
            {t('words.join', {
              a: metres === 0 ? t('shape.merge.here') : t('shape.merge.away', { distance: f.distance(metres) }),
              b: t(beganWords(later), { age: f.duration(Math.abs(later)) }),
            })}
          </span>
          <span className="dim">
            {t('words.join', {
              a: t('words.sensors', { count, n: f.count(count) }),
              b: t('incident.number', { n: incident.number }),
            })}
          </span>
        </span>
      </label>
    </li>
  );
}
