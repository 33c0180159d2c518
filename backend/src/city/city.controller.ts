import type { CityAnswer } from '@citywatch/contracts';
import { Controller, Get, Inject } from '@nestjs/common';
import * as answers from '../api/answers.js';
import { Route } from '../api/route.guard.js';
import { CityService } from './city.service.js';

@Controller('api/city')
export class CityController {
  constructor(@Inject(CityService) private readonly service: CityService) {}

  @Get()
  @Route({
    allow: 'read-live',
    summary: 'The strip: speed, PM2.5 and load with their expected ranges, incident counts',
    answer: answers.city,
  })
  city(): Promise<CityAnswer> {
    return this.service.city();
  }
}
