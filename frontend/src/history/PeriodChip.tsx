import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCity } from '../app/city';
import { addDays, zoneOffset } from '../charts/time-axis';
import { useFormat } from '../format/use-format';
import { Button } from '../ui/Button';
import { serverNow } from '../ui/use-now.hook';
import { ChipPopover } from './Chip';
import { isDay, LAST_SPANS, type Period, resolvePeriod } from './query';

/** The days of a period, or how long back from now. */
export function PeriodChip({ period, onChange }: { period: Period; onChange: (period: Period) => void }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const text = usePeriodText();
  const choose = (next: Period) => {
    setOpen(false);
    onChange(next);
  };
  return (
    <ChipPopover label={t('history.period.label')} text={text(period)} open={open} onOpen={setOpen}>
      <div className="period-choices">
        {LAST_SPANS.map((span) => (
          <Button
            key={span}
            kind="quiet"
            aria-pressed={period.kind === 'last' && period.span === span}
            onClick={() => choose({ kind: 'last', span })}
          >
            {t(`history.period.last.${span}`)}
          </Button>
        ))}
      </div>
      <DaysForm period={period} onChange={choose} />
    </ChipPopover>
  );
}

function DaysForm({ period, onChange }: { period: Period; onChange: (period: Period) => void }) {
  const { t } = useTranslation();
  const { timeZone } = useCity();
  const day = (time: number) => new Date(time + zoneOffset(time, timeZone)).toISOString().slice(0, 10);
  const shown = resolvePeriod(period, serverNow(), timeZone);
  const [from, setFrom] = useState(day(shown.from));
  const [to, setTo] = useState(day(shown.to - 1));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isDay(from) && isDay(to)) onChange({ kind: 'days', from: from < to ? from : to, to: from < to ? to : from });
  };
  return (
    <form className="period-days" onSubmit={submit}>
      <label className="field">
        <span className="label">{t('history.period.from')}</span>
        <input className="input" type="date" required value={from} onChange={(event) => setFrom(event.target.value)} />
      </label>
      <label className="field">
        <span className="label">{t('history.period.to')}</span>
        <input className="input" type="date" required value={to} onChange={(event) => setTo(event.target.value)} />
      </label>
      <Button kind="primary" type="submit">
        {t('history.period.apply')}
      </Button>
    </form>
  );
}

/** "the last 24 h", "Thu 5 Nov", "Thu 5 Nov – Thu 19 Nov". */
export function usePeriodText(): (period: Period) => string {
  const { t } = useTranslation();
  const { timeZone } = useCity();
  const f = useFormat();
  return (period) => {
    if (period.kind === 'last') return t(`history.period.last.${period.span}`);
    const { from, to } = resolvePeriod(period, 0, timeZone);
    const first = f.day(from);
    return period.from === period.to ? first : `${first} – ${f.day(addDays(to, -1, timeZone))}`;
  };
}
