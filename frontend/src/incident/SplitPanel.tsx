import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format';
import { useLinked } from '../live/live-context';
import { Button } from '../ui/Button';
import { useIncidentActs, useNewFailure } from './incident-acts';
import { ShapeSection, type ShapeProps } from './ShapeSection';
import { anomaliesOf, domainsOf, splitFault, splitRows, type SplitRow } from './split-choice';
import { useReason } from './use-reason';

/** Which sensors are something else: they become an incident of their own. The chosen ones are ringed on the map. */
export function SplitPanel({ incident, onDone, onFocus }: ShapeProps) {
  const { t } = useTranslation();
  const f = useFormat();
  const acts = useIncidentActs();
  const linked = useLinked();
  const rows = useMemo(() => splitRows(incident), [incident]);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const taken = rows.filter(({ thing }) => chosen.has(thing));
  const fault = splitFault(rows, chosen);
  useEffect(
    () => onFocus(taken.map(({ member }) => [member.longitude, member.latitude] as const)),
    [onFocus, chosen, rows],
  );
  const failed = useNewFailure(incident.id);
  const split = async () => {
    if (await acts.run(incident, { command: 'split', anomalies: anomaliesOf(rows, chosen) })) onDone();
  };
  return (
    <ShapeSection title={t('shape.split.title')} detail={t('shape.split.detail')} onDone={onDone}>
      <Presets rows={rows} chosen={chosen} onChange={setChosen} />
      <ul className="choose">
        {rows.map((row) => (
          <Row key={row.thing} row={row} chosen={chosen} onChange={setChosen} />
        ))}
      </ul>
      <footer className="shape-foot">
        {failed && <p role="alert">{failed}</p>}
        <p className="dim small" role="status">
          {fault === null
            ? t('shape.split.chosen', { n: f.count(taken.length), rest: f.count(rows.length - taken.length) })
            : t(`shape.split.fault.${fault}`)}
        </p>
        <div className="buttons">
          <Button onClick={onDone}>{t('ui.cancel')}</Button>
          <Button
            kind="primary"
            disabled={!linked || fault !== null || acts.isPending(incident.id)}
            onClick={() => void split()}
          >
            {t('shape.split.submit')}
          </Button>
        </div>
      </footer>
    </ShapeSection>
  );
}

interface ChoiceProps {
  readonly chosen: ReadonlySet<string>;
  readonly onChange: (chosen: ReadonlySet<string>) => void;
}

/** All of one domain at once. */
function Presets({ rows, chosen, onChange }: ChoiceProps & { readonly rows: readonly SplitRow[] }) {
  const { t } = useTranslation();
  const f = useFormat();
  const domains = domainsOf(rows);
  if (domains.length === 0) return null;
  return (
    <div className="presets" role="group" aria-label={t('shape.split.all')}>
      {domains.map(([domain, n]) => {
        const things = rows.filter(({ member }) => member.domain === domain).map(({ thing }) => thing);
        const on = things.every((thing) => chosen.has(thing));
        const next = new Set(chosen);
        for (const thing of things)
          if (on) next.delete(thing);
          else next.add(thing);
        return (
          <Button key={domain} aria-pressed={on} onClick={() => onChange(next)}>
            {t('shape.split.domain', { domain: t(`words.domainLong.${domain}`), n: f.count(n) })}
          </Button>
        );
      })}
    </div>
  );
}

function Row({ row, chosen, onChange }: ChoiceProps & { readonly row: SplitRow }) {
  const f = useFormat();
  const reason = useReason();
  const { thing, member, offset } = row;
  const flip = () => {
    const next = new Set(chosen);
    if (!next.delete(thing)) next.add(thing);
    onChange(next);
  };
  return (
    <li>
      <label>
        <input type="checkbox" checked={chosen.has(thing)} onChange={flip} />
        <span className="grow">
          <b>{member.thingName}</b>
          <span className="dim">{reason(member.reason)}</span>
        </span>
        <span className="faint">+{f.duration(offset)}</span>
      </label>
    </li>
  );
}
