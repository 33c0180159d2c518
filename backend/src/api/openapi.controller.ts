import { Controller, Get, Inject } from '@nestjs/common';
import * as z from 'zod';
import type { OpenApiDocument } from './openapi.js';
import { Route } from './route.guard.js';
import { OPENAPI } from './tokens.js';

@Controller('api/openapi.json')
export class OpenApiController {
  constructor(@Inject(OPENAPI) private readonly document: OpenApiDocument) {}

  @Get()
  @Route({ allow: 'signed-in', summary: 'This document', answer: z.record(z.string(), z.unknown()) })
  read(): OpenApiDocument {
    return this.document;
  }
}
