import { qualityFlags } from '@citywatch/contracts';
import { useTranslation } from 'react-i18next';
import { TextureMark } from './TextureMark';

/** The quality flags of a reading in words; nothing where it is good. */
export function QualityFlags({ quality }: { quality: number }) {
  const { t } = useTranslation();
  const flags = qualityFlags(quality);
  if (flags.length === 0) return null;
  return (
    <span className="quality-flags">
      <TextureMark texture="doubtful" />
      {t('words.bucket.doubtful')}: {flags.map((flag) => t(`words.quality.${flag}`)).join(', ')}
    </span>
  );
}
