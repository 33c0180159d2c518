import { DOMAINS } from '@citywatch/contracts';
import { listParam, type UrlParam } from '../app/url-state';
import { BUCKETS } from '../live/bucket';
import type { View } from './city-map';

/** `?off=grid`: domains switched off. */
export const offParam = listParam('off', DOMAINS);
/** `?hide=normal,info`: legend entries switched off. */
export const hideParam = listParam('hide', BUCKETS);

/** `?at=41.8781,-87.6298,12.3`: latitude, longitude, zoom. */
export const viewParam: UrlParam<View | null> = {
  key: 'at',
  parse: (text) => {
    const parts = text?.split(',') ?? [];
    const [latitude, longitude, zoom] = parts.map(Number);
    const fits =
      parts.length === 3 && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && zoom >= 0 && zoom <= 24;
    return fits ? { latitude, longitude, zoom } : null;
  },
  print: (view) =>
    view === null ? null : `${view.latitude.toFixed(5)},${view.longitude.toFixed(5)},${view.zoom.toFixed(2)}`,
};
