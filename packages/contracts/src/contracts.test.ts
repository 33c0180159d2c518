import { DOMAINS, oneStepUp, SEVERITIES, worse } from './domain.js';
import { OBSERVED_PROPERTIES, observedProperty, propertiesOf, propertyIndex } from './observed-property.js';
import { hasFlag, QUALITY, qualityFlags, SAID_QUALITY } from './quality.js';
import { reject } from './reject.js';
import { domainOfTopic, TELEMETRY_TOPICS, THINGS_TOPIC, TOPICS } from './topics.js';

describe('observed properties', () => {
  it('keep their places: an index is in live frames and detector state', () => {
    expect(OBSERVED_PROPERTIES.map((p) => p.id)).toEqual([
      ...['speed', 'flow', 'occupancy', 'travelTime'],
      ...['pm25', 'pm10', 'no2', 'o3', 'so2', 'co', 'temperature', 'humidity', 'windSpeed', 'windDirection'],
      ...['voltage', 'current', 'frequency', 'activePower', 'load', 'transformerTemperature'],
    ]);
    OBSERVED_PROPERTIES.forEach((p, index) => expect(propertyIndex(p.id)).toBe(index));
  });

  it('belong to one domain each and have a range', () => {
    expect(DOMAINS.flatMap((domain) => propertiesOf(domain))).toHaveLength(OBSERVED_PROPERTIES.length);
    for (const { plausible, step } of OBSERVED_PROPERTIES) expect(plausible[1] - plausible[0]).toBeGreaterThan(step);
  });

  it('know no name of JavaScript’s own', () => {
    for (const id of ['__proto__', 'constructor', 'toString', '']) {
      expect(propertyIndex(id)).toBe(-1);
      expect(observedProperty(id)).toBeUndefined();
    }
  });
});

describe('topics', () => {
  it('are known by name, with a prefix too', () => {
    for (const domain of DOMAINS) {
      expect(domainOfTopic(TELEMETRY_TOPICS[domain].name)).toBe(domain);
      expect(domainOfTopic(`test-1.${TELEMETRY_TOPICS[domain].name}`)).toBe(domain);
    }
    expect(domainOfTopic(THINGS_TOPIC.name)).toBeUndefined();
    expect(new Set(TOPICS.map((t) => t.name)).size).toBe(4);
  });
});

describe('severities', () => {
  it('rise, one step at a time, to critical', () => {
    expect(SEVERITIES.map(oneStepUp)).toEqual(['minor', 'major', 'critical', 'critical']);
    expect(worse('minor', 'major')).toBe('major');
    expect(worse('critical', 'info')).toBe('critical');
  });
});

describe('quality', () => {
  it('is a set of flags that fit into one byte', () => {
    expect(qualityFlags(QUALITY.stuck | QUALITY.clock)).toEqual(['stuck', 'clock']);
    expect(qualityFlags(0)).toEqual([]);
    expect(hasFlag(QUALITY.rate, 'rate')).toBe(true);
    const all = Object.values(QUALITY);
    expect(new Set(all).size).toBe(all.length);
    expect(all.reduce((sum, flag) => sum | flag, 0) & ~SAID_QUALITY).toBe(0);
  });
});

describe('reject', () => {
  it('makes a detail that can be stored and shown', () => {
    const { detail } = reject('bad-field', `a\u0000b\n\ud800c${'x'.repeat(600)}`);
    expect(detail.startsWith('a\ufffdb\ufffd\ufffdcx')).toBe(true);
    expect(detail).toHaveLength(500);
  });
});
