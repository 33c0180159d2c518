import type { Bounds, LatestAnswer } from '@citywatch/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { ApiError } from '../api/api-error.js';
import { LiveStateService } from '../live/live-state.service.js';
import { propertyMask } from '../live/live-state.js';

const EVERYWHERE: Bounds = [-180, -90, 180, 90];
const EVERYTHING = -1;

/** The newest readings, from the same state that the live sockets show. */
@Injectable()
export class LatestService {
  constructor(@Inject(LiveStateService) private readonly live: LiveStateService) {}

  /** @throws ApiError 503 while the stored readings have not been read yet */
  latest(bounds: Bounds = EVERYWHERE, properties?: readonly string[]): LatestAnswer {
    if (!this.live.seeded)
      throw new ApiError(
        503,
        'unavailable',
        'the newest readings are being read; try again',
        {},
        { 'Retry-After': '1' },
      );
    const { state } = this.live;
    const ids = state.since(
      { bounds, properties: properties === undefined ? EVERYTHING : propertyMask(properties) },
      0,
    );
    return {
      serverTime: Date.now(),
      observations: Array.from(ids, (datastream) => {
        const { time, result, quality } = state.reading(datastream);
        return { datastream, phenomenonTime: time, result, quality };
      }),
    };
  }
}
