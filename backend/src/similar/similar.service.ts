import type { SimilarIncidentsAnswer } from '@citywatch/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { notFound } from '../api/api-error.js';
import type { ApiConfig } from '../api/config.js';
import { API_CONFIG } from '../api/tokens.js';
import { IncidentRepository } from '../incidents/incident.repository.js';
import { SimilarRepository } from './similar.repository.js';
import { mostSimilar } from './similarity.js';

/** More than a person reads while something is on fire. */
const SHOWN = 5;

@Injectable()
export class SimilarService {
  constructor(
    @Inject(API_CONFIG) private readonly config: ApiConfig,
    @Inject(SimilarRepository) private readonly repository: SimilarRepository,
    @Inject(IncidentRepository) private readonly incidents: IncidentRepository,
  ) {}

  /** Earlier incidents like this one, with what people did then. @throws ApiError 404 */
  async similar(id: string): Promise<SimilarIncidentsAnswer> {
    const shape = await this.repository.shapeOf(id);
    if (shape === null) {
      if ((await this.incidents.loadIncident(id)) === null) throw notFound(`the incident ${id}`);
      return { similar: [] };
    }
    const found = mostSimilar(shape, await this.repository.earlier(id), this.config.city.timeZone, SHOWN);
    const ids = found.map((item) => item.id);
    const [incidents, events] = await Promise.all([
      this.incidents.loadIncidents(ids),
      this.repository.peoplesEvents(ids),
    ]);
    return {
      similar: found.flatMap(({ id: other, similarity }) => {
        const incident = incidents.get(other);
        return incident === undefined ? [] : [{ incident, similarity, events: events.get(other) ?? [] }];
      }),
    };
  }
}
