import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants';
import { routeSpec, type RouteSpec } from './route.guard.js';

export interface ApiRoute {
  readonly method: string;
  /** As express has it: /api/things/:id */
  readonly path: string;
  readonly handler: string;
  readonly spec: RouteSpec | undefined;
}

type Controller = new (...args: never[]) => object;

/** Every route of these controllers, from the decorators that also make the router. */
export function routesOf(controllers: readonly Controller[]): ApiRoute[] {
  return controllers.flatMap((controller) => {
    const base = Reflect.getMetadata(PATH_METADATA, controller) as string;
    const prototype = controller.prototype as Record<string, object>;
    return Object.getOwnPropertyNames(prototype)
      .filter((name) => Reflect.hasMetadata(METHOD_METADATA, prototype[name]))
      .map((name) => {
        const handler = prototype[name];
        const parts = [base, Reflect.getMetadata(PATH_METADATA, handler) as string];
        return {
          method: RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod],
          path: `/${parts
            .flatMap((part) => part.split('/'))
            .filter(Boolean)
            .join('/')}`,
          handler: `${controller.name}.${name}`,
          spec: routeSpec(handler),
        };
      });
  });
}
