import { useTranslation } from 'react-i18next';
import { DOMAINS } from '@citywatch/contracts';
import { useUrlState } from '../app/url-state';
import { useFormat } from '../format/use-format';
import { isSeverity, type Bucket } from '../live/bucket';
import { useCounts } from '../live/live-context';
import { SeverityMark } from '../ui/SeverityMark';
import { TextureMark } from '../ui/TextureMark';
import { hideParam, offParam } from './filter-params';
import type { Texture } from '../ui/shapes';

const ENTRIES: readonly Bucket[] = ['critical', 'major', 'minor', 'info', 'normal', 'stale', 'offline', 'doubtful'];

/** What the marks mean, how many there are now (of the domains that are on), and the filter: each entry is a toggle. */
export function Legend() {
  const { t } = useTranslation();
  const f = useFormat();
  const counts = useCounts();
  const [off] = useUrlState(offParam);
  const [hide, setHide] = useUrlState(hideParam);
  return (
    <div className="legend" role="group" aria-label={t('map.legend')} data-map-control>
      {ENTRIES.map((bucket) => {
        const hidden = hide.includes(bucket);
        const count = DOMAINS.reduce((sum, domain) => sum + (off.includes(domain) ? 0 : counts[domain][bucket]), 0);
        const word = isSeverity(bucket) ? t(`words.severity.${bucket}`) : t(`words.bucket.${bucket as Texture}`);
        return (
          <button
            key={bucket}
            type="button"
            className={isSeverity(bucket) ? 'is-severity' : 'is-texture'}
            aria-pressed={!hidden}
            title={t(hidden ? 'map.show' : 'map.hide', { what: word })}
            onClick={() => setHide(hidden ? hide.filter((other) => other !== bucket) : [...hide, bucket])}
          >
            {isSeverity(bucket) ? (
              <SeverityMark severity={bucket} size={12} label={false} />
            ) : (
              <TextureMark texture={bucket as Texture} />
            )}
            <span>{word}</span>
            <b>{f.count(count)}</b>
          </button>
        );
      })}
    </div>
  );
}
