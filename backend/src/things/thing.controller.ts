import { ID_PATTERN, ID_SHAPE, type CatalogueAnswer, type CatalogueThing } from '@citywatch/contracts';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import * as z from 'zod';
import { notFound } from '../api/api-error.js';
import * as answers from '../api/answers.js';
import { Params, Route, type ApiRequest } from '../api/route.guard.js';
import { CatalogueService } from './catalogue.service.js';

const ThingPath = z.object({ id: z.string().regex(ID_PATTERN, ID_SHAPE) });

@Controller('api/things')
export class ThingController {
  constructor(@Inject(CatalogueService) private readonly catalogue: CatalogueService) {}

  @Get()
  @Route({
    allow: 'read-live',
    summary: 'The whole catalogue; ask again with If-None-Match',
    answer: answers.catalogue,
  })
  async list(
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CatalogueAnswer | undefined> {
    const { version, body } = await this.catalogue.gzipped();
    response.set({ ETag: `"${version}"`, 'Cache-Control': 'private, no-cache', Vary: 'Accept-Encoding' });
    if (request.fresh) {
      response.status(304);
      return undefined;
    }
    if (!request.acceptsEncodings('gzip')) return (await this.catalogue.current()).answer;
    response.set({ 'Content-Type': 'application/json; charset=utf-8', 'Content-Encoding': 'gzip' }).end(body);
    return undefined;
  }

  @Get(':id')
  @Route({ allow: 'read-live', summary: 'One Thing', params: ThingPath, answer: answers.thing, errors: [404] })
  async one(@Params() params: z.infer<typeof ThingPath>): Promise<CatalogueThing> {
    const thing = (await this.catalogue.current()).byThing.get(params.id);
    if (thing === undefined) throw notFound(`the Thing ${params.id}`);
    return thing;
  }
}
