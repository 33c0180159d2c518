import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format';
import { useNow } from './use-now.hook';

/** How long ago, kept true while it shows. `sentence`: with "ago". The exact time is in the title. */
export function AgeText({
  time,
  sentence = false,
  className,
}: {
  time: number;
  sentence?: boolean;
  className?: string;
}) {
  const { t } = useTranslation();
  const f = useFormat();
  const now = useNow();
  const age = f.age(time, now);
  const isDay = now - time >= 86_400_000;
  return (
    <time className={className} dateTime={new Date(time).toISOString()} title={f.moment(time, now)}>
      {sentence && !isDay ? t('words.age.ago', { age }) : age}
    </time>
  );
}
