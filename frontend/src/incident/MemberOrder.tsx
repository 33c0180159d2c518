import type { Incident, IncidentMember } from '@citywatch/contracts';
import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format';
import { Button } from '../ui/Button';
import { useNow } from '../ui/use-now.hook';
import { RootMark } from './OrderMarks';
import { stepsOf, type Step } from './order';
import { useReason } from './use-reason';

const STEPS = 6;

interface OrderProps {
  readonly incident: Incident;
  /** Anomaly whose chart shows. */
  readonly chosen: string | undefined;
  readonly onChoose: (anomaly: string) => void;
}

/** The members in the order in which they moved, as time after the first; a row shows that member's chart. */
export function MemberOrder({ incident, chosen, onChoose }: OrderProps) {
  const { t } = useTranslation();
  const f = useFormat();
  const now = useNow();
  const [all, setAll] = useState(false);
  const steps = stepsOf(incident);
  const shown = all ? steps : steps.slice(0, STEPS);
  return (
    <section className="block">
      <h3>
        {t('incident.panel.order')} <span>{t('why.from', { time: f.moment(incident.times.startedAt, now) })}</span>
      </h3>
      <ol className="order" aria-label={t('incident.panel.order')}>
        {shown.map((step) =>
          step.things === 1 ? (
            <MemberRow key={step.member.anomaly} step={step} chosen={chosen} onChoose={onChoose} />
          ) : (
            <GroupRow key={step.member.anomaly} step={step} chosen={chosen} onChoose={onChoose} />
          ),
        )}
      </ol>
      {steps.length > STEPS && (
        <Button kind="quiet" onClick={() => setAll(!all)} aria-expanded={all}>
          {all ? t('incident.panel.fewerSteps') : t('incident.panel.moreSteps', { n: f.count(steps.length - STEPS) })}
        </Button>
      )}
    </section>
  );
}

interface RowProps extends Omit<OrderProps, 'incident'> {
  readonly step: Step;
}

/** "+0 s", "+3 min 10 s". */
function useOffset(): (ms: number) => string {
  const f = useFormat();
  return (ms) => `+${f.duration(ms)}`;
}

function MemberRow({ step, chosen, onChoose }: RowProps) {
  const { t } = useTranslation();
  const reason = useReason();
  const offset = useOffset();
  const { member, isFirst, isRoot } = step;
  const classes = [isFirst ? 'first-mover' : '', isRoot ? 'is-root' : ''].filter(Boolean).join(' ');
  return (
    <li className={classes}>
      <time dateTime={new Date(member.start).toISOString()}>{offset(step.offset)}</time>
      <i>{isRoot && <RootMark size={13} />}</i>
      <Choice member={member} chosen={chosen} onChoose={onChoose}>
        <b>{member.thingName}</b> {isFirst && <span className="tag">{t('why.first')}</span>}
        {isRoot && <span className="tag">{t('why.rootTag')}</span>} <span className="dim">{reason(member.reason)}</span>
        <Back members={[member]} />
      </Choice>
    </li>
  );
}

/** A row that shows a member's chart. */
function Choice({
  member,
  chosen,
  onChoose,
  children,
}: Omit<RowProps, 'step'> & { member: IncidentMember; children: React.ReactNode }) {
  return (
    <button
      type="button"
      className="member"
      aria-pressed={member.anomaly === chosen}
      onClick={() => onChoose(member.anomaly)}
    >
      {children}
    </button>
  );
}

/** What several sensors did alike: "29 power grid sensors: Voltage below expected". */
function useGroupWords(): (step: Step) => string {
  const { t } = useTranslation();
  const f = useFormat();
  return ({ member, things, domain }) => {
    const property = f.property(member.property);
    return t('incident.panel.group', {
      n: f.count(things),
      domain: t(`words.domainLong.${domain}`).toLowerCase(),
      property: t(`why.group.${member.reason.code as 'silent'}`, { property, defaultValue: property }),
    });
  };
}

/** That readings are as expected again, and how long they were not; ends the sentence before it. */
function Back({ members }: { members: readonly IncidentMember[] }) {
  const { t } = useTranslation();
  const f = useFormat();
  if (members.some(({ end }) => end === null)) return null;
  const lasted = Math.max(...members.map(({ start, end }) => (end ?? start) - start));
  const words = lasted < 1_000 ? t('why.backAtOnce') : t('why.back', { age: f.duration(lasted) });
  return <span className="faint">{words}</span>;
}

function GroupRow({ step, chosen, onChoose }: RowProps) {
  const offset = useOffset();
  const { member, members } = step;
  const group = useGroupWords();
  const [open, setOpen] = useState(false);
  const holds = members.some(({ anomaly }) => anomaly === chosen);
  return (
    <li>
      <time dateTime={new Date(member.start).toISOString()}>{offset(step.offset)}</time>
      <i />
      <div>
        <button
          type="button"
          className={`member group-row ${holds && !open ? 'holds' : ''}`}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <ChevronRight size={13} aria-hidden="true" />
          <span>
            {group(step)}
            <Back members={members} />
          </span>
        </button>
        {open && (
          <ol className="group-members">
            {members.map((one) => (
              <li key={one.anomaly}>
                <Choice member={one} chosen={chosen} onChoose={onChoose}>
                  <span className="grow">{one.thingName}</span>
                  <span className="dim">{offset(step.offset + one.start - member.start)}</span>
                </Choice>
              </li>
            ))}
          </ol>
        )}
      </div>
    </li>
  );
}
