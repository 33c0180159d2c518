import type { CatalogueThing, Incident } from '@citywatch/contracts';

export type Found =
  | { readonly kind: 'incident'; readonly incident: Incident; readonly text: string }
  | { readonly kind: 'thing'; readonly thing: CatalogueThing; readonly text: string };

const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/**
 * Incidents and sensors whose name, number or id holds every word of `query`; incidents first, then names that start with
 * it. `titleOf` says an incident's title in the language shown.
 */
export function search(
  query: string,
  incidents: readonly Incident[],
  things: readonly CatalogueThing[],
  titleOf: (incident: Incident) => string,
): readonly Found[] {
  const words = fold(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const matches = (text: string) => words.every((word) => text.includes(word));
  const starts = (text: string) => Number(!fold(text).startsWith(words[0]));
  const foundIncidents = incidents.flatMap((incident): Found[] => {
    const text = titleOf(incident);
    return matches(fold(`${text} inc-${incident.number} ${incident.id}`)) ? [{ kind: 'incident', incident, text }] : [];
  });
  const foundThings = things.flatMap((thing): Found[] => {
    const text = thing.name;
    return matches(fold(`${text} ${thing.id} ${thing.road?.name ?? ''} ${thing.operator}`))
      ? [{ kind: 'thing', thing, text }]
      : [];
  });
  return [
    ...foundIncidents,
    ...foundThings.sort((a, b) => starts(a.text) - starts(b.text) || a.text.localeCompare(b.text)),
  ];
}
