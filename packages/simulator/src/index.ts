export { createCity, MAX_SENSORS, metadataOf, MIN_SENSORS, type City, type CityOptions } from './city.js';
export {
  INCIDENT_KINDS,
  type GroundTruth,
  type Observed,
  type SimulatedIncident,
  type SimulatedIncidentKind,
} from './incident.js';
export { createIncident, isSensorFault, MAX_MINUTES, USUAL_MINUTES, type IncidentRequest } from './inject.js';
export { createZone, localTime, type LocalTime } from './local-time.js';
export { observe } from './observe.js';
export { planIncidents } from './plan.js';
export { hashText, mix, uniform } from './random.js';
export { reportMessage } from './report-message.js';
export type { AirThing, GridThing, SimulatedThing, TrafficThing } from './simulated-thing.js';
