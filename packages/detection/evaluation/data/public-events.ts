/** Something that a data set may show, out of public record. */
export interface PublicEvent {
  readonly name: string;
  /** ISO 8601 with the place's offset. */
  readonly from: string;
  readonly to: string;
  /** `calendar`: known long before, so an alarm is not wanted; `surprise`: one is. */
  readonly kind: 'surprise' | 'calendar';
  /** What it shows in: an incident about other properties, or about silence and stuck sensors, is not of it. */
  readonly properties: readonly string[];
}

const SMOKE = ['pm25', 'pm10', 'so2', 'co'];
const SMOG = ['pm25', 'pm10', 'no2', 'co'];
const LOAD = ['activePower'];

const surprise = (name: string, from: string, to: string, properties: readonly string[]): PublicEvent => ({
  name,
  from,
  to,
  kind: 'surprise',
  properties,
});

/** A holiday of the United States from 06:00 to 22:00 by Eastern time (`hours` from UTC). */
const holiday = (name: string, date: string, hours: 4 | 5): PublicEvent => ({
  name: `${name}, ${date}`,
  from: `${date}T06:00:00-0${hours}:00`,
  to: `${date}T22:00:00-0${hours}:00`,
  kind: 'calendar',
  properties: LOAD,
});

/** Beijing 2016: only what is certain. The red alert for heavy pollution was in force from 20:00 on the 16th to the end of the 21st. */
export const BEIJING_EVENTS: readonly PublicEvent[] = [
  surprise('cold wave of January 2016', '2016-01-22T00:00:00+08:00', '2016-01-25T00:00:00+08:00', ['temperature']),
  surprise("fireworks of Chinese New Year's Eve", '2016-02-07T18:00:00+08:00', '2016-02-08T06:00:00+08:00', SMOKE),
  surprise('fireworks of the Lantern Festival', '2016-02-22T18:00:00+08:00', '2016-02-23T06:00:00+08:00', SMOKE),
  surprise('red alert for heavy air pollution', '2016-12-16T20:00:00+08:00', '2016-12-22T00:00:00+08:00', SMOG),
];

/** PJM's east 2016 and 2017. */
export const PJM_EVENTS: readonly PublicEvent[] = [
  surprise('blizzard of January 2016 ("Jonas")', '2016-01-22T12:00:00-05:00', '2016-01-25T00:00:00-05:00', LOAD),
  surprise('cold wave of December 2017', '2017-12-27T00:00:00-05:00', '2018-01-01T00:00:00-05:00', LOAD),
  holiday('Memorial Day', '2016-05-30', 4),
  holiday('Independence Day', '2016-07-04', 4),
  holiday('Labor Day', '2016-09-05', 4),
  holiday('Thanksgiving', '2016-11-24', 5),
  holiday('Christmas Day (observed)', '2016-12-26', 5),
  holiday("New Year's Day (observed)", '2017-01-02', 5),
  holiday('Memorial Day', '2017-05-29', 4),
  holiday('Independence Day', '2017-07-04', 4),
  holiday('Labor Day', '2017-09-04', 4),
  holiday('Thanksgiving', '2017-11-23', 5),
  holiday('Christmas Day', '2017-12-25', 5),
];
