import type { CatalogueThing, CityAnswer, CityFigure } from '@citywatch/contracts';
import { Inject, Injectable } from '@nestjs/common';
import type { ApiConfig } from '../api/config.js';
import { keptAnswer } from '../api/kept-answer.js';
import { API_CONFIG } from '../api/tokens.js';
import { LiveStateService } from '../live/live-state.service.js';
import { ExpectedService } from '../observations/expected.service.js';
import type { Catalogue } from '../things/catalogue.js';
import { CatalogueService } from '../things/catalogue.service.js';
import { cityFigure } from './city-figure.js';
import { CityRepository } from './city.repository.js';

/** As many dashboards as there are ask every few seconds; the city does not change faster. */
const CACHE_MS = 2_000;
/** Missed intervals after which a reading says nothing about now (ui.md §5: stale). */
const STALE_INTERVALS = 3;
const LEAST_STALE_MS = 180_000;

interface Source {
  readonly property: string;
  readonly statistic: CityFigure['statistic'];
  readonly things: readonly CatalogueThing[];
}

/** The city strip: three figures with what was expected, and how many incidents there are. */
@Injectable()
export class CityService {
  private readonly kept = keptAnswer(CACHE_MS, (now) => this.compute(now));

  constructor(
    @Inject(API_CONFIG) private readonly config: ApiConfig,
    @Inject(CatalogueService) private readonly catalogue: CatalogueService,
    @Inject(LiveStateService) private readonly live: LiveStateService,
    @Inject(ExpectedService) private readonly expected: ExpectedService,
    @Inject(CityRepository) private readonly repository: CityRepository,
  ) {}

  city(): Promise<CityAnswer> {
    return this.kept(Date.now());
  }

  private async compute(now: number): Promise<CityAnswer> {
    const sources = sourcesOf(await this.catalogue.current());
    const figures = await Promise.all(sources.map((source) => this.figure(source, now)));
    return { serverTime: now, figures, incidents: await this.repository.countIncidents(this.config.city.timeZone) };
  }

  private async figure({ property, statistic, things }: Source, now: number): Promise<CityFigure> {
    const fresh: { id: number; value: number }[] = [];
    for (const thing of things) {
      const datastream = thing.datastreams.find((each) => each.property === property);
      if (datastream === undefined) continue;
      const { time, result, quality } = this.live.state.reading(datastream.id);
      const stale = now - time > Math.max(LEAST_STALE_MS, thing.interval * 1_000 * STALE_INTERVALS);
      if (!stale && quality === 0) fresh.push({ id: datastream.id, value: result });
    }
    const expected = await this.expected.now(
      fresh.map(({ id }) => id),
      now,
    );
    return cityFigure(
      property,
      statistic,
      fresh.map(({ id, value }) => ({ value, expected: expected.get(id) ?? null })),
    );
  }
}

/** The city's load is what its feeders take: summed over all grid Things, each kilowatt would count at every level. */
function sourcesOf({ answer: { things } }: Catalogue): Source[] {
  const grid = things.filter(
    (thing) => thing.domain === 'grid' && thing.datastreams.some(({ property }) => property === 'activePower'),
  );
  const heads = grid.filter((thing) => thing.feeder?.parent === null);
  return [
    { property: 'speed', statistic: 'median', things: things.filter(({ domain }) => domain === 'traffic') },
    { property: 'pm25', statistic: 'median', things: things.filter(({ domain }) => domain === 'air-quality') },
    { property: 'activePower', statistic: 'sum', things: heads.length > 0 ? heads : grid },
  ];
}
