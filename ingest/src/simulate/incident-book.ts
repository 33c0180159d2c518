import { planIncidents, type City, type SimulatedIncident } from '@citywatch/simulator';

const HOUR = 3_600_000;

/** All incidents of a running city: those that happen by themselves, planned hour by hour, and those injected. */
export class IncidentBook {
  readonly #city: City;
  readonly #perDay: number;
  #hour = NaN;
  #planned: readonly SimulatedIncident[] = [];
  #injected: SimulatedIncident[] = [];

  constructor(city: City, perDay: number) {
    this.#city = city;
    this.#perDay = perDay;
  }

  inject(incident: SimulatedIncident): void {
    if (!this.#injected.some(({ id }) => id === incident.id)) this.#injected.push(incident);
  }

  /** Those that overlap [from, to), which lies within about an hour. Asked in the order of time it forgets what is over. */
  between(from: number, to: number): SimulatedIncident[] {
    const hour = Math.floor(from / HOUR);
    if (hour !== this.#hour) {
      this.#hour = hour;
      this.#planned = planIncidents(this.#city, hour * HOUR, (hour + 2) * HOUR, this.#perDay);
      this.#injected = this.#injected.filter(({ end }) => end > from);
    }
    return [...this.#planned, ...this.#injected].filter((incident) => incident.start < to && incident.end > from);
  }
}
