import { oneStepUp, SEVERITIES, severityRank, worse, type Severity } from '@citywatch/contracts';
import { isLost, isValue, oneEach, overlaps, thingsOf, type Member } from './member.js';

/** Things that make an incident major whatever each of them says. Not of air alone: a little everywhere is the weather. */
const MANY = 10;
/** Silent sensors that make more than an information. */
const SEVERAL = 5;
/** So many Things cannot all be wrong: from here on doubts about single ones weigh nothing. */
const AGREED = 3;
/** A doubt about a sensor counts against what it reads until this long after it was settled, ms. */
const DOUBT_MS = 3_600_000;
/** So many anomalies of one sensor's one property are more than an information. */
const REPEATED = 4;
/** Properties of one sensor that must be critical before it is believed alone. */
const SURE_PROPERTIES = 2;

/** Detectors that find a sensor unable to measure. `peers` adds evidence and never takes any away. */
const BROKEN: ReadonlySet<string> = new Set(['stuck', 'range', 'gap', 'clock', 'consistency']);

const oneStepDown = (severity: Severity): Severity => SEVERITIES[Math.max(severityRank(severity) - 1, 0)];
const notAbove = (severity: Severity, most: Severity): Severity =>
  severityRank(severity) > severityRank(most) ? most : severity;

/**
 * How bad an incident is, from its members in order of their start. Doubts about data are never above minor. What one sensor alone
 * reads is minor, or an information where it is a little off in one property; major only where two of its properties are critical or
 * its supply is gone, and nothing says that the sensor is broken. Otherwise the worst that two Things agree on, or one step below the
 * worst; one step up where two domains agree. The weather is an information.
 * @param network it is a whole kind at once: of that nobody knows yet whether it is the city or the wire, so it is what most of its
 *   Things say, major at most
 */
export function severityOf(ordered: readonly Member[], network: boolean): Severity {
  const values = ordered.filter(({ anomaly }) => isValue(anomaly));
  if (values.length === 0) return ofDoubts(ordered);
  const witnesses = thingsOf(values);
  const broken = brokenOnes(ordered, values);
  const trusted = witnesses.length >= AGREED ? witnesses : witnesses.filter((thing) => !broken.has(thing));
  if (trusted.length <= 1) return alone(values, trusted);
  const said = worstOf(values, trusted);
  if (isWeather(values, said, network)) return 'info';
  if (network) return notAbove(usualOf(said), 'major');
  const [first, second] = said;
  const agreed = worse(second, oneStepDown(first));
  const domains = new Set(oneEach(values).flatMap(({ thing }) => (trusted.includes(thing.thing) ? thing.domain : [])));
  const many = trusted.length >= MANY && !(domains.size === 1 && domains.has('air-quality'));
  const base = many ? worse(agreed, 'major') : agreed;
  return domains.size >= 2 ? oneStepUp(base) : base;
}

/**
 * Air that is a little off: stations agree because one wind blows over all of them, so their number is no evidence. Of a few stations
 * only where all say it of one property, since smoke and exhaust show in several; of a whole kind where most say so, and no two that it
 * is critical.
 */
function isWeather(values: readonly Member[], said: readonly Severity[], network: boolean): boolean {
  const most = network ? usualOf(said) : said[0];
  if (severityRank(most) > severityRank('minor') || said[1] === 'critical') return false;
  const [{ anomaly: first }] = values;
  return values.every(
    ({ anomaly, thing }) =>
      thing.domain === 'air-quality' && (network || substanceOf(anomaly.property) === substanceOf(first.property)),
  );
}

function ofDoubts(all: readonly Member[]): Severity {
  const worst = all.reduce<Severity>((found, { anomaly }) => worse(found, anomaly.severity), 'info');
  return severityRank(worst) >= severityRank('minor') || thingsOf(all).length >= SEVERAL ? 'minor' : 'info';
}

/** Things that were found unable to measure while, or not long before, they read what is abnormal. */
function brokenOnes(all: readonly Member[], values: readonly Member[]): Set<string> {
  const doubts = all.filter(({ anomaly }) => BROKEN.has(anomaly.detector));
  const doubtful = new Set(doubts.map(({ thing }) => thing.thing));
  const broken = new Set<string>();
  for (const { anomaly, thing } of values)
    if (doubtful.has(thing.thing) && !broken.has(thing.thing))
      for (const doubt of doubts)
        if (doubt.thing.thing === thing.thing && overlaps(doubt.anomaly, anomaly, DOUBT_MS)) broken.add(thing.thing);
  return broken;
}

/** A sensor that is a little off in one property and nothing else is an information: nobody is called, and it is kept. */
function alone(values: readonly Member[], [trusted]: readonly string[]): Severity {
  if (trusted !== undefined && sureAlone(values.filter(({ thing }) => thing.thing === trusted))) return 'major';
  const weak = values.every(({ anomaly }) => severityRank(anomaly.severity) <= severityRank('minor'));
  const [first] = values;
  const same = values.every(
    ({ anomaly, thing }) => anomaly.property === first.anomaly.property && thing === first.thing,
  );
  return weak && same && values.length < REPEATED ? 'info' : 'minor';
}

function sureAlone(own: readonly Member[]): boolean {
  if (own.some(isLost)) return true;
  const critical = own.filter(({ anomaly }) => anomaly.severity === 'critical');
  return new Set(critical.map(({ anomaly }) => anomaly.property)).size >= SURE_PROPERTIES;
}

/** PM2.5 is a part of PM10. */
const substanceOf = (property: string): string => (property === 'pm25' ? 'pm10' : property);

/** What half of them say at least. */
const usualOf = (said: readonly Severity[]): Severity => said[Math.floor(said.length / 2)];

/** What each Thing says at its worst, the worst first. */
function worstOf(values: readonly Member[], trusted: readonly string[]): Severity[] {
  const worst = new Map<string, Severity>(trusted.map((thing) => [thing, 'minor']));
  for (const { anomaly, thing } of values) {
    const known = worst.get(thing.thing);
    if (known !== undefined) worst.set(thing.thing, worse(known, anomaly.severity));
  }
  return [...worst.values()].sort((a, b) => severityRank(b) - severityRank(a));
}
