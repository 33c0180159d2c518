import { Radio, Unplug } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format';
import { useLink } from '../live/live-context';

/** How true the screen is, in words. Read out only when it stops or starts to be live, not at each tenth of a second. */
export function LinkState() {
  const { t } = useTranslation();
  const f = useFormat();
  const link = useLink();
  const words = () => {
    switch (link.kind) {
      case 'live':
        return t('shell.link.live', { seconds: f.number(link.seconds, 1) });
      case 'behind':
        return t('shell.link.behind', { seconds: f.count(link.seconds) });
      case 'conflated':
        return link.nth === 2 ? t('shell.link.conflated2') : t('shell.link.conflated', { nth: link.nth });
      case 'lost':
        return t('shell.link.lost', { time: f.clock(link.since) });
      case 'never':
        return t('shell.link.never');
      case 'connecting':
        return t('shell.link.connecting');
    }
  };
  const told = link.kind !== 'live' && link.kind !== 'connecting';
  const Icon = link.kind === 'lost' || link.kind === 'never' ? Unplug : Radio;
  return (
    <span className={`link-state link-${link.kind}${told ? ' is-told' : ''}`} title={words()}>
      <Icon className="icon" size={14} strokeWidth={1.75} aria-hidden="true" />
      <span>{words()}</span>
      <span className="hidden-text" role="status">
        {link.kind === 'live' ? t('shell.link.liveShort') : words()}
      </span>
    </span>
  );
}
