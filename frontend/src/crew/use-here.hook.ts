import { useCallback, useEffect, useState } from 'react';
import type { Position } from './distance';

export type HereState =
  /** Nobody has been asked yet. */
  | 'unasked'
  | 'asking'
  | 'known'
  /** The person or the phone said no. */
  | 'refused'
  /** The browser cannot say: no such service, no fix, or a page that is not served over https. */
  | 'unavailable';

export interface Here {
  readonly state: HereState;
  readonly position: Position | null;
  /** Asks the person, at their own wish. */
  ask(): void;
}

/** Asked again no more often than this, ms; a crew drives about 500 m in it. */
const OLDEST = 30_000;
const TIMEOUT = 20_000;

/** The person's own place, followed while the page shows. Never asked for unasked: only used at once where it was allowed before. */
export function useHere(): Here {
  const [state, setState] = useState<HereState>('unasked');
  const [position, setPosition] = useState<Position | null>(null);

  useEffect(() => {
    // Some browsers know the service but not the permission: then the button asks.
    void navigator.permissions?.query({ name: 'geolocation' }).then(
      (permission) => setState((old) => (permission.state === 'granted' && old === 'unasked' ? 'asking' : old)),
      () => undefined,
    );
  }, []);

  const follow = state === 'asking' || state === 'known';
  useEffect(() => {
    if (!follow) return;
    if (!('geolocation' in navigator) || !window.isSecureContext) return setState('unavailable');
    const id = navigator.geolocation.watchPosition(
      ({ coords }) => {
        setPosition({ longitude: coords.longitude, latitude: coords.latitude });
        setState('known');
      },
      (error) => {
        // A lost fix in a tunnel keeps the last place; a refusal does not.
        if (error.code === error.PERMISSION_DENIED) {
          setPosition(null);
          setState('refused');
        } else setState((old) => (old === 'known' ? old : 'unavailable'));
      },
      { enableHighAccuracy: false, maximumAge: OLDEST, timeout: TIMEOUT },
    );
    return () => navigator.geolocation.clearWatch(id);
  }, [follow]);

  const ask = useCallback(() => setState('asking'), []);
  return { state, position, ask };
}
