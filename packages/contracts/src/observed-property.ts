import type { Domain } from './domain.js';

/**
 * What a Datastream observes. `unit` is a UCUM code; `plausible` is the range outside which a reading is stored with the
 * quality flag `out-of-range` (it never colours the map). `step` is the least change a sensor of this kind resolves.
 */
export interface ObservedProperty {
  readonly id: string;
  readonly domain: Domain;
  readonly unit: string;
  readonly plausible: readonly [min: number, max: number];
  readonly step: number;
}

const of = (domain: Domain, rows: Record<string, [unit: string, min: number, max: number, step: number]>) =>
  Object.entries(rows).map(([id, [unit, min, max, step]]): ObservedProperty => ({
    id,
    domain,
    unit,
    plausible: [min, max],
    step,
  }));

/**
 * Every property, version 1 of the three schemas. The order is fixed: a property's index goes over the wire in live frames
 * and into detector state, so new ones are only ever appended.
 */
export const OBSERVED_PROPERTIES: readonly ObservedProperty[] = [
  ...of('traffic', {
    speed: ['km/h', 0, 200, 0.1],
    flow: ['{vehicle}/h', 0, 12_000, 1],
    occupancy: ['%', 0, 100, 0.1],
    travelTime: ['s', 0, 14_400, 1],
  }),
  ...of('air-quality', {
    pm25: ['ug/m3', 0, 1_500, 0.1],
    pm10: ['ug/m3', 0, 3_000, 0.1],
    no2: ['ug/m3', 0, 1_000, 0.1],
    o3: ['ug/m3', 0, 1_200, 0.1],
    so2: ['ug/m3', 0, 2_000, 0.1],
    co: ['ug/m3', 0, 50_000, 1],
    temperature: ['Cel', -50, 60, 0.1],
    humidity: ['%', 0, 100, 0.1],
    windSpeed: ['m/s', 0, 75, 0.1],
    windDirection: ['deg', 0, 360, 1],
  }),
  ...of('grid', {
    voltage: ['V', 0, 500_000, 0.1],
    current: ['A', 0, 10_000, 0.1],
    frequency: ['Hz', 40, 70, 0.001],
    activePower: ['kW', -100_000_000, 100_000_000, 0.1],
    load: ['%', 0, 200, 0.1],
    transformerTemperature: ['Cel', -50, 250, 0.1],
  }),
];

const byId = new Map(OBSERVED_PROPERTIES.map((property, index) => [property.id, { property, index }]));

/** The property with this id, or undefined. */
export const observedProperty = (id: string): ObservedProperty | undefined => byId.get(id)?.property;

/** Its place in OBSERVED_PROPERTIES, or -1. */
export const propertyIndex = (id: string): number => byId.get(id)?.index ?? -1;

export const propertiesOf = (domain: Domain): readonly ObservedProperty[] =>
  OBSERVED_PROPERTIES.filter((p) => p.domain === domain);
