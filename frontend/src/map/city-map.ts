import type { CatalogueThing, Incident } from '@citywatch/contracts';
import { Map, NavigationControl, ScaleControl, type MapSourceDataEvent, type VectorTileSource } from 'maplibre-gl';
import type { Bucket } from '../live/bucket';
import { BASE_SOURCE, baseStyle, baseUrl, DRAWN, VIEWED } from './base-style';
import { repaint, type Hidden } from './layer';
import { boxOf, inBox, intersect, type Box, type LngLat } from './geometry';
import { putImages } from './images';
import { DotsLayer } from './layer-dots';
import { IncidentsLayer } from './layer-incidents';
import { MarksLayer } from './layer-marks';
import { RingsLayer, type Rings } from './layer-rings';
import { readMapTokens } from './map-tokens';
import { setUpMaplibre } from './maplibre-setup';
import { pick, type Picked } from './pick';

export interface View {
  readonly longitude: number;
  readonly latitude: number;
  readonly zoom: number;
}
export interface CityMapOptions {
  readonly container: HTMLElement;
  readonly bounds: Box;
  readonly view: View | null;
  readonly units: 'us' | 'si';
  /** Words for the map's own controls. */
  readonly words: { readonly map: string; readonly zoomIn: string; readonly zoomOut: string };
  /** A small map in a page: no controls, no moving by the wheel. */
  readonly compact: boolean;
}
export interface CityMapEvents {
  picked(picked: Picked): void;
  hovered(picked: Picked | null): void;
  /** The view came to rest; `byPerson` where a person moved it. */
  viewed(view: View, bounds: Box, byPerson: boolean): void;
  moved(): void;
  /** Whether the street map can be drawn; sensors are drawn without it. */
  basemap(available: boolean): void;
}

const BASE_RETRY = 15_000;
const FLIGHT = 400;
const MIN_ZOOM = 9;

/** The map, without React: layers in their order, what is picked, where it looks. Made once a container; `remove` ends it. */
export class CityMap {
  readonly map: Map;
  private readonly dots: DotsLayer;
  private readonly marks: MarksLayer;
  private readonly incidents: IncidentsLayer;
  private readonly rings: RingsLayer;
  private things: readonly CatalogueThing[] = [];
  private retry: ReturnType<typeof setTimeout> | undefined;
  private hoverFrame = 0;

  /** Resolves when layers can be added: at once, not when tiles have come (they may never). */
  static make(options: CityMapOptions, events: CityMapEvents): Promise<CityMap> {
    setUpMaplibre();
    const map = new Map(mapOptions(options));
    return new Promise((done) => map.once('style.load', () => done(new CityMap(map, options, events))));
  }

  private constructor(
    map: Map,
    options: CityMapOptions,
    private readonly events: CityMapEvents,
  ) {
    this.map = map;
    const tokens = readMapTokens();
    putImages(map, tokens);
    this.incidents = new IncidentsLayer(map, tokens);
    this.dots = new DotsLayer(map, tokens);
    this.marks = new MarksLayer(map);
    this.rings = new RingsLayer(map, tokens);
    if (!options.compact) {
      map.addControl(new NavigationControl({ showCompass: false }), 'bottom-right');
      map.addControl(
        new ScaleControl({ maxWidth: 90, unit: options.units === 'us' ? 'imperial' : 'metric' }),
        'bottom-right',
      );
    }
    map.getCanvas().setAttribute('aria-label', options.words.map);
    this.listen();
  }

  setThings(things: readonly CatalogueThing[]): void {
    this.things = things;
    // Sensors of elsewhere (replayed data of another city) can be looked at, though no street is drawn there.
    const elsewhere = things.some((thing) => !inBox([thing.longitude, thing.latitude], DRAWN));
    this.map.setMaxBounds(elsewhere ? null : corners(VIEWED));
    this.map.setMinZoom(elsewhere ? 2 : MIN_ZOOM);
    this.dots.setThings(things);
    this.marks.setThings(things);
  }

  /** New buckets of the sensors at `places`. */
  setBuckets(places: Iterable<number>, bucketAt: (place: number) => Bucket | null): void {
    for (const place of places) {
      const bucket = bucketAt(place);
      this.dots.setBucket(place, bucket);
      this.marks.setBucket(place, bucket);
    }
    this.marks.flush();
  }

  setHidden(hidden: Hidden): void {
    this.dots.setHidden(hidden);
    this.marks.setHidden(hidden);
    this.incidents.setHidden(hidden);
    this.marks.flush();
  }

  setIncidents(incidents: readonly Incident[], selected: string | null): void {
    this.incidents.set(incidents, selected);
    const open = new Set(
      incidents.filter(isOpen).flatMap((incident) => incident.members.map((member) => member.thing)),
    );
    const handled = incidents
      .filter((incident) => !isOpen(incident))
      .flatMap((incident) => incident.members.map((m) => m.thing));
    this.marks.setInHand(new Set(handled.filter((thing) => !open.has(thing))));
    this.marks.flush();
  }

  setRings(rings: Rings): void {
    this.rings.set(rings);
  }

  retheme(): void {
    const tokens = readMapTokens();
    putImages(this.map, tokens);
    repaint(this.map, baseStyle(tokens, window.location.origin).layers);
    this.dots.retheme(tokens);
    this.incidents.retheme(tokens);
    this.rings.retheme(tokens);
  }

  /** Flies so that `box` is in view, never nearer than z15. */
  fit([west, south, east, north]: Box, padding = 64): void {
    const bounds: [[number, number], [number, number]] = [
      [west, south],
      [east, north],
    ];
    const { clientWidth, clientHeight } = this.map.getContainer();
    // A small map has no room for a wide edge.
    const most = Math.min(padding, Math.min(clientWidth, clientHeight) / 8);
    this.map.fitBounds(bounds, { padding: most, maxZoom: 14.5, duration: flight(), essential: false });
  }

  /** Flies to all sensors of the city; `bounds` says what the city is. */
  fitCity(bounds: Box): void {
    const places = this.things.map((thing): LngLat => [thing.longitude, thing.latitude]);
    const own = boxOf(places.filter((place) => inBox(place, bounds)));
    this.fit(own ?? boxOf(places) ?? bounds, 24);
  }

  flyTo(place: LngLat, zoom: number): void {
    this.map.easeTo({ center: [place[0], place[1]], zoom: Math.max(zoom, this.map.getZoom()), duration: flight() });
  }

  bounds(): Box {
    const bounds = this.map.getBounds();
    return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  }

  remove(): void {
    clearTimeout(this.retry);
    cancelAnimationFrame(this.hoverFrame);
    this.map.remove();
  }

  private listen(): void {
    const { map, events } = this;
    map.on('click', (event) => {
      const picked = pick(map, event.point, this.things);
      if (picked !== null) events.picked(picked);
    });
    map.on('mousemove', (event) => {
      cancelAnimationFrame(this.hoverFrame);
      this.hoverFrame = requestAnimationFrame(() => {
        const picked = pick(map, event.point, this.things);
        map.getCanvas().style.cursor = picked === null ? '' : 'pointer';
        events.hovered(picked);
      });
    });
    map.on('mouseout', () => events.hovered(null));
    map.on('move', () => events.moved());
    map.on('moveend', (event) => {
      const { lng, lat } = map.getCenter();
      events.viewed(
        { longitude: lng, latitude: lat, zoom: map.getZoom() },
        this.bounds(),
        event.originalEvent !== undefined,
      );
    });
    map.on('error', (event) => {
      if ('sourceId' in event && event.sourceId !== BASE_SOURCE) return;
      events.basemap(false);
      this.retryBase();
    });
    map.on('sourcedata', (event: MapSourceDataEvent) => {
      if (event.sourceId === BASE_SOURCE && event.tile !== undefined) events.basemap(true);
    });
  }

  /** A source whose description failed never asks again by itself. */
  private retryBase(): void {
    clearTimeout(this.retry);
    this.retry = setTimeout(
      () => this.map.getSource<VectorTileSource>(BASE_SOURCE)?.setUrl(baseUrl(window.location.origin)),
      BASE_RETRY,
    );
  }
}

const isOpen = (incident: Incident): boolean => incident.times.acknowledgedAt === null;
const flight = (): number => (window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : FLIGHT);

const corners = ([west, south, east, north]: Box): [number, number, number, number] => [west, south, east, north];

function mapOptions({ container, bounds, view, compact, words }: CityMapOptions) {
  const start = intersect(bounds, DRAWN) ?? bounds;
  return {
    container,
    style: baseStyle(readMapTokens(), window.location.origin),
    maxBounds: corners(VIEWED),
    minZoom: MIN_ZOOM,
    maxZoom: 18,
    ...(view === null
      ? { bounds: corners(start), fitBoundsOptions: { padding: 16 } }
      : { center: [view.longitude, view.latitude] as [number, number], zoom: view.zoom }),
    attributionControl: { compact: false } as const,
    fadeDuration: 0,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    cooperativeGestures: false,
    scrollZoom: !compact,
    locale: {
      'Map.Title': words.map,
      'NavigationControl.ZoomIn': words.zoomIn,
      'NavigationControl.ZoomOut': words.zoomOut,
    },
  };
}
