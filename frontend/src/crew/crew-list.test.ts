import type { Incident, Severity } from '@citywatch/contracts';
import { crewList, NEAR_METRES, routeLink } from './crew-list';
import { distance } from './distance';

const here = { longitude: -87.65, latitude: 41.86 };
const incident = (number: number, severity: Severity, north: number, over: Partial<Incident> = {}): Incident =>
  ({
    id: `inc-${number}`,
    number,
    revision: 1,
    severity,
    times: { startedAt: number, openedAt: number, resolvedAt: null, closedAt: null },
    acknowledgedBy: null,
    assignedTo: null,
    centre: { longitude: here.longitude, latitude: here.latitude + north },
    ...over,
  }) as unknown as Incident;
const numbers = (items: readonly { incident: Incident }[]) => items.map((item) => item.incident.number);

describe('incidents of a crew', () => {
  const all = [
    incident(1, 'minor', 0.01),
    incident(2, 'critical', 0.09),
    incident(3, 'major', 0.02, { assignedTo: 'crew 7' }),
    incident(4, 'critical', 0.03, { acknowledgedBy: 'crew 7' }),
    incident(5, 'critical', 0, { acknowledgedBy: 'crew 7', assignedTo: 'crew 12' }),
    incident(6, 'critical', 0, { times: { resolvedAt: 9, closedAt: null } as Incident['times'] }),
  ];

  it('are its own, worst first, and then the others, nearest first', () => {
    const list = crewList(all, 'crew 7', here);
    expect(numbers(list.yours)).toEqual([4, 3]);
    expect(numbers(list.nearby)).toEqual([5, 1, 2]);
    expect(list.nearby[1]).toMatchObject({ way: 'N' });
  });

  it('are sorted by severity, and have no distance, where the place is not known', () => {
    const list = crewList(all, 'crew 7', null);
    expect(numbers(list.nearby)).toEqual([2, 5, 1]);
    expect(list).toMatchObject({ near: null, nearby: [{ distance: null, way: null }, {}, {}] });
  });

  it('counts what is within three miles, that distance included', () => {
    const edge = NEAR_METRES / distance(here, { ...here, latitude: here.latitude + 1 });
    expect(crewList([incident(1, 'minor', edge * 0.9999)], 'x', here).near).toBe(1);
    expect(crewList([incident(1, 'minor', edge * 1.0001)], 'x', here).near).toBe(0);
  });
});

describe('route', () => {
  it('opens the maps of the phone', () => {
    expect(routeLink(here, 'Mozilla/5.0 (Linux; Android 15)')).toBe('geo:41.86000,-87.65000?q=41.86000,-87.65000');
    expect(routeLink(here, 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0)')).toMatch(/^https:\/\/maps\.apple\.com\//);
    expect(routeLink(here, 'Mozilla/5.0 (X11; Linux x86_64)')).toContain('to=41.86000,-87.65000');
  });
});
