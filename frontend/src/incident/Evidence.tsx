import type { Incident, IncidentMember } from '@citywatch/contracts';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { getHistory } from '../api/api';
import { useAnswer } from '../api/use-answer.hook';
import { Sparkline } from '../charts/Sparkline';
import { useFormat } from '../format/use-format';
import { useReading } from '../live/live-context';
import { Skeleton } from '../ui/Skeleton';
import { evidenceOf } from './ties';

const SERIES = 3;
const HOUR = 3_600_000;
const MINUTE = 60_000;

/** The readings that show it best, as one hour around the start; what was expected is the band. */
export function Evidence({ incident, onThing }: { incident: Incident; onThing: (thing: string) => void }) {
  const { t } = useTranslation();
  const members = evidenceOf(incident, SERIES);
  if (members.length === 0) return null;
  return (
    <section className="block">
      <h3>
        {t('incident.panel.evidence')} <span>{t('incident.panel.band')}</span>
      </h3>
      <div className="evidence">
        {members.map((member) => (
          <EvidenceRow key={member.datastream} member={member} end={incident.times.resolvedAt} onThing={onThing} />
        ))}
      </div>
    </section>
  );
}

function EvidenceRow({
  member,
  end,
  onThing,
}: {
  member: IncidentMember;
  end: number | null;
  onThing: (thing: string) => void;
}) {
  const { t } = useTranslation();
  const f = useFormat();
  const reading = useReading(member.datastream);
  // Asked again each minute, and not after the end: then the hour is the incident's own.
  const latest = end ?? reading?.phenomenonTime ?? member.start;
  const to = Math.ceil(Math.max(latest, member.start + 10 * MINUTE) / MINUTE) * MINUTE;
  const answer = useAnswer(`${member.datastream} ${to}`, (signal) =>
    getHistory(member.datastream, { from: to - HOUR, to }, signal),
  );
  const last = useLast(answer.data);
  const history = last ?? answer.data;
  const expected = history?.expected.at(-1);
  const magnitude = Math.max(Math.abs(reading?.result ?? 0), Math.abs(expected?.[3] ?? 0));
  return (
    <>
      <p>
        <button type="button" className="text-link" onClick={() => onThing(member.thing)}>
          {t('words.join', { a: t(`words.property.${member.property as 'speed'}`), b: member.thingName })}
        </button>
        <br />
        <b>{f.measure(reading?.result ?? null, member.property, magnitude).text}</b>
        {expected &&
          t('incident.panel.expected', { range: f.range(expected[2], expected[3], member.property, magnitude).value })}
      </p>
      {history === undefined ? (
        answer.error ? (
          <span className="faint small">{t('incident.panel.noEvidence')}</span>
        ) : (
          <Skeleton widths={[100]} height={28} />
        )
      ) : history.points.length < 2 ? (
        <span className="faint small">{t('incident.panel.noEvidence')}</span>
      ) : (
        <Sparkline history={history} width={150} height={31} />
      )}
    </>
  );
}

/** Keeps the drawing while the next minute is asked for. */
function useLast<T>(value: T | undefined): T | undefined {
  const kept = useRef(value);
  if (value !== undefined) kept.current = value;
  return kept.current;
}
