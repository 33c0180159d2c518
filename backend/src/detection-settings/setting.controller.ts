import { ApplyTuningRequest, type DetectionSettingsAnswer } from '@citywatch/contracts';
import { Controller, Get, Inject, Put } from '@nestjs/common';
import { Body, CurrentSession, Route } from '../api/route.guard.js';
import * as answers from '../api/trust-answers.js';
import type { Session } from '../auth/session.js';
import { SettingService } from './setting.service.js';

@Controller('api/detection/settings')
export class SettingController {
  constructor(@Inject(SettingService) private readonly service: SettingService) {}

  @Get()
  @Route({
    allow: 'read-history',
    summary: 'Detection settings in force, and how they came to be',
    answer: answers.detectionSettings,
  })
  settings(): Promise<DetectionSettingsAnswer> {
    return this.service.settings();
  }

  @Put()
  @Route({
    allow: 'tune-detection',
    summary: 'Sets how detectors judge from now on; `version` is the one that was seen',
    body: ApplyTuningRequest,
    answer: answers.detectionSettings,
    errors: [409],
  })
  apply(@Body() request: ApplyTuningRequest, @CurrentSession() session: Session): Promise<DetectionSettingsAnswer> {
    return this.service.apply(request, session.user);
  }
}
