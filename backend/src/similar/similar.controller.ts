import { ID_PATTERN, ID_SHAPE, type AnomalyListAnswer, type SimilarIncidentsAnswer } from '@citywatch/contracts';
import { Controller, Get, Inject } from '@nestjs/common';
import * as z from 'zod';
import * as answers from '../api/answers.js';
import { notFound } from '../api/api-error.js';
import { Params, Route } from '../api/route.guard.js';
import { similarIncidents } from '../api/trust-answers.js';
import { IncidentRepository } from '../incidents/incident.repository.js';
import { SimilarService } from './similar.service.js';

const IncidentPath = z.object({ id: z.string().regex(ID_PATTERN, ID_SHAPE) });

/** What helps to understand an incident beside itself. */
@Controller('api/incidents')
export class SimilarController {
  constructor(
    @Inject(SimilarService) private readonly service: SimilarService,
    @Inject(IncidentRepository) private readonly incidents: IncidentRepository,
  ) {}

  @Get(':id/similar')
  @Route({
    allow: 'read-live',
    summary: 'Up to five earlier incidents like it, with what people did then',
    params: IncidentPath,
    answer: similarIncidents,
    errors: [404],
  })
  similar(@Params() { id }: z.infer<typeof IncidentPath>): Promise<SimilarIncidentsAnswer> {
    return this.service.similar(id);
  }

  @Get(':id/anomalies')
  @Route({
    allow: 'read-live',
    summary:
      'The anomalies that are its members, with what was expected and what spoke for them, in order of their start',
    params: IncidentPath,
    answer: answers.anomalyList,
    errors: [404],
  })
  async anomalies(@Params() { id }: z.infer<typeof IncidentPath>): Promise<AnomalyListAnswer> {
    const anomalies = await this.incidents.anomaliesOfIncident(id);
    if (anomalies === null) throw notFound(`the incident ${id}`);
    return { anomalies };
  }
}
