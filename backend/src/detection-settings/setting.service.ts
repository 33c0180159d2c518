import {
  DETECTORS,
  type ApplyTuningRequest,
  type DetectionSettingsAnswer,
  type DetectionTuning,
} from '@citywatch/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { ApiError } from '../api/api-error.js';
import type { ApiConfig } from '../api/config.js';
import { API_CONFIG } from '../api/tokens.js';
import { SettingRepository } from './setting.repository.js';

/** Versions that are shown; all are kept. */
const SHOWN = 200;

@Injectable()
export class SettingService {
  constructor(
    @Inject(API_CONFIG) private readonly config: ApiConfig,
    @Inject(SettingRepository) private readonly repository: SettingRepository,
  ) {}

  async settings(): Promise<DetectionSettingsAnswer> {
    const { tuning: defaults } = this.config.detection;
    const stored = await this.repository.history(SHOWN, defaults);
    const first = { version: 0, from: 0, actor: 'system', note: null, tuning: defaults };
    const history = stored.length < SHOWN ? [...stored, first] : stored;
    return { current: history[0].tuning, defaults, history };
  }

  /** What counts now. */
  async current(): Promise<DetectionTuning> {
    const { tuning: defaults } = this.config.detection;
    const [newest] = await this.repository.history(1, defaults);
    return newest?.tuning ?? defaults;
  }

  /** @throws ApiError 409 where somebody has set something else since `version` */
  async apply({ tuning, version, note }: ApplyTuningRequest, actor: string): Promise<DetectionSettingsAnswer> {
    // In the contract's order and each once: equal settings read equal.
    const detectors = DETECTORS.filter((kind) => tuning.detectors.includes(kind));
    const outcome = await this.repository.append(version, { ...tuning, detectors }, actor, note ?? null);
    if (typeof outcome !== 'number')
      throw new ApiError(
        409,
        'outdated',
        `version ${version} is not the newest any more, ${outcome.newest} is; look at what was changed and try again`,
      );
    return this.settings();
  }
}
