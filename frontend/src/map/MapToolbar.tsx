import { DOMAINS } from '@citywatch/contracts';
import { List, Scan } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useUrlState } from '../app/url-state';
import { useFormat } from '../format/use-format';
import { BUCKETS } from '../live/bucket';
import { useCounts } from '../live/live-context';
import { Button } from '../ui/Button';
import { DomainIcon } from '../ui/DomainIcon';
import { ToggleSegments } from '../ui/Segments';
import { offParam } from './filter-params';

/** Domains on and off with their sensors, back to the whole city, and the list of what is in view. */
export function MapToolbar({ onFitCity, onList }: { onFitCity: () => void; onList: () => void }) {
  const { t } = useTranslation();
  const f = useFormat();
  const counts = useCounts();
  const [off, setOff] = useUrlState(offParam);
  return (
    <div className="map-toolbar" data-map-control>
      <ToggleSegments
        label={t('map.domains')}
        value={DOMAINS.filter((domain) => !off.includes(domain))}
        onChange={(on) => setOff(DOMAINS.filter((domain) => !on.includes(domain)))}
        segments={DOMAINS.map((domain) => ({
          value: domain,
          label: (
            <>
              <DomainIcon domain={domain} />
              <span className="domain-name">{t(`words.domain.${domain}`)}</span>
              {f.count(BUCKETS.reduce((sum, bucket) => sum + counts[domain][bucket], 0))}
            </>
          ),
        }))}
      />
      <Button onClick={onFitCity} aria-label={t('map.fitCity')} title={t('map.fitCity')}>
        <Scan size={14} aria-hidden="true" />
        <span className="words">{t('map.fitCity')}</span>
      </Button>
      <Button onClick={onList} aria-label={t('map.inView')} title={t('map.inView')}>
        <List size={14} aria-hidden="true" />
        <span className="words">{t('map.inView')}</span>
      </Button>
    </div>
  );
}
