import { Radio } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format';
import { useLink } from '../live/live-context';
import { LinkBar } from '../ui/LinkBar';

interface CrewLinkProps {
  /** What else is said in the line of good news. */
  readonly more?: string | null;
  /** Says nothing while the link works. */
  readonly onlyBroken?: boolean;
}

/** The state of the link in words: one quiet line while it works, an ink bar when it does not. */
export function CrewLink({ more = null, onlyBroken = false }: CrewLinkProps) {
  const { t } = useTranslation();
  const f = useFormat();
  const link = useLink();
  if (link.kind === 'lost') return <LinkBar told>{t('shell.link.lost', { time: f.clock(link.since) })}</LinkBar>;
  if (link.kind === 'never') return <LinkBar told>{t('shell.link.never')}</LinkBar>;
  if (onlyBroken) return null;
  const words =
    link.kind === 'connecting'
      ? t('shell.link.connecting')
      : link.kind === 'behind'
        ? t('shell.link.behind', { seconds: link.seconds })
        : t('shell.link.liveShort');
  return (
    <p className={link.kind === 'behind' ? 'crew-link link-told' : 'crew-link'}>
      <Radio size={15} aria-hidden="true" />
      {more === null ? words : t('crew.link', { words, more })}
    </p>
  );
}
