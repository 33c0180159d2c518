import { SEVERITIES } from '@citywatch/contracts';
import type { Map } from 'maplibre-gl';
import { SHAPES, TEXTURES } from '../ui/shapes';
import type { MapTokens } from './map-tokens';

const RATIO = 2;

/** The marks as images of the theme, drawn from the same paths as in the lists. Again after a change of theme. */
export function putImages(map: Map, tokens: MapTokens): void {
  for (const severity of SEVERITIES)
    put(map, severity, 20, (context) => {
      const path = new Path2D(SHAPES[severity]);
      context.translate(2, 2);
      // The halo sets a mark off from its neighbours and from the streets.
      context.strokeStyle = tokens['map-land'];
      context.lineWidth = 3;
      context.lineJoin = 'round';
      context.stroke(path);
      context.fillStyle = tokens[severity];
      context.fill(path);
    });
  for (const texture of ['offline', 'doubtful'] as const)
    put(map, texture, 10, (context) => {
      for (const { d, fill, width } of TEXTURES[texture]) {
        context.strokeStyle = context.fillStyle = tokens['sensor-stale'];
        context.lineWidth = width;
        if (fill) context.fill(new Path2D(d));
        else context.stroke(new Path2D(d));
      }
    });
}

function put(map: Map, id: string, size: number, draw: (context: CanvasRenderingContext2D) => void): void {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size * RATIO;
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.scale(RATIO, RATIO);
  draw(context);
  const image = context.getImageData(0, 0, canvas.width, canvas.height);
  if (map.hasImage(id)) map.updateImage(id, image);
  else map.addImage(id, image, { pixelRatio: RATIO });
}
