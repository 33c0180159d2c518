import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format';
import { useNow } from '../ui/use-now.hook';
import { useCity } from './city';

/** "Chicago time (CST)". */
export function useZoneWords(): string {
  const { t } = useTranslation();
  const f = useFormat();
  const city = useCity();
  const now = useNow();
  const name = t(`shell.cityNames.${city.name as 'Chicago'}`, { defaultValue: city.name });
  return t('words.zone.of', { city: name, zone: f.zone(now) });
}

/** Whose time a screen tells; only where the bar has no room for a clock. */
export function ZoneNote() {
  return <span className="zone-note small faint">{useZoneWords()}</span>;
}
