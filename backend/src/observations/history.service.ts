import { MAX_POINTS, type HistoryAnswer, type HistoryResolution } from '@citywatch/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { badRequest, notFound } from '../api/api-error.js';
import type { ApiConfig } from '../api/config.js';
import { API_CONFIG } from '../api/tokens.js';
import { IncidentRepository } from '../incidents/incident.repository.js';
import { ExpectedService } from './expected.service.js';
import { HistoryRepository, type DatastreamRow, type Point } from './history.repository.js';
import { MAX_SPAN_MS, planResolutions, type Resolution } from './resolution.js';

interface Series {
  readonly resolution: Resolution;
  readonly from: number;
  readonly to: number;
  readonly points: readonly Point[];
}

@Injectable()
export class HistoryService {
  constructor(
    @Inject(API_CONFIG) private readonly config: ApiConfig,
    @Inject(HistoryRepository) private readonly repository: HistoryRepository,
    @Inject(IncidentRepository) private readonly incidents: IncidentRepository,
    @Inject(ExpectedService) private readonly expected: ExpectedService,
  ) {}

  /**
   * A Datastream's readings of [from, to), as at most MAX_POINTS points. Where they are buckets, `from` and `to` of the
   * answer are widened to whole ones.
   * @throws ApiError 404 for an unknown Datastream, 400 for a range that is empty or too long
   */
  async history(id: number, from: number, to: number, asked: HistoryResolution): Promise<HistoryAnswer> {
    if (from >= to) throw badRequest('query.from: must be before to');
    if (to - from > MAX_SPAN_MS) throw badRequest(`query.to: at most ${MAX_SPAN_MS / 86_400_000} days after from`);
    const datastream = await this.repository.loadDatastream(id);
    if (datastream === null) throw notFound(`the Datastream ${id}`);
    const series = await this.series(id, datastream, from, to, asked);
    const times = series.points.map(([time]) => time);
    const nearest = times.length === 0 ? await this.repository.nearestHour(id, from, to) : null;
    return {
      datastream: id,
      thing: datastream.thing,
      property: datastream.property,
      unit: datastream.unit,
      from: series.from,
      to: series.to,
      resolution: series.resolution,
      readings: series.points.reduce((sum, point) => sum + point[4], 0),
      points: series.points,
      expected: await this.expected.at(id, times),
      anomalies: await this.incidents.anomaliesOf(id, series.from, series.to),
      ...(nearest === null ? {} : { nearest }),
    };
  }

  private async series(
    id: number,
    datastream: DatastreamRow,
    from: number,
    to: number,
    asked: HistoryResolution,
  ): Promise<Series> {
    const plan = planResolutions(asked, to - from, datastream.interval * 1_000);
    let last: Series | null = null;
    for (const resolution of plan) {
      last = await this.read(id, resolution, from, to);
      // More readings than the interval promised: the next resolution has fewer points.
      if (last.points.length > 0 && last.points.length <= MAX_POINTS) return last;
    }
    return last as Series;
  }

  private async read(id: number, resolution: Resolution, from: number, to: number): Promise<Series> {
    if (resolution === 'raw')
      return { resolution, from, to, points: await this.repository.readRaw(id, from, to, MAX_POINTS + 1) };
    const { timeZone } = this.config.city;
    const whole = await this.repository.alignRange(from, to, resolution, timeZone);
    return {
      resolution,
      ...whole,
      points: await this.repository.readBuckets(id, whole.from, whole.to, resolution, timeZone),
    };
  }
}
