import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, useLocation } from 'react-router';
import { useFormat } from '../format/use-format';
import { useNow } from '../ui/use-now.hook';
import { Brand } from './Brand';
import { useCity } from './city';
import { LinkState } from './LinkState';
import { PersonMenu } from './PersonMenu';
import { Search } from './Search';
import { ToAcknowledge } from './ToAcknowledge';
import { useSession } from './session';
import { personalParams } from './url-state';
import { useZoneWords } from './ZoneNote';

/** City, screens, link state, clock, person. */
export function TopBar() {
  const { t } = useTranslation();
  const session = useSession();
  const city = useCity();
  const { search, pathname } = useLocation();
  const nav = useRef<HTMLElement>(null);
  // On a phone the screens scroll sideways: the one that is open must show.
  useEffect(() => {
    nav.current?.querySelector('.active')?.scrollIntoView({ inline: 'nearest', block: 'nearest' });
  }, [pathname]);
  const screens = [
    ['live', true],
    ['history', session.may('read-history')],
    ['crews', true],
    ['detection', session.may('read-history')],
    ['health', session.may('read-health')],
  ] as const;
  return (
    <header className="topbar">
      <div className="brand">
        <Brand />
        Citywatch
        <span className="faint city-name">
          {t(`shell.cityNames.${city.name as 'Chicago'}`, { defaultValue: city.name })}
        </span>
      </div>
      <nav className="nav" ref={nav} aria-label={t('shell.nav.label')}>
        {screens.map(
          ([screen, allowed]) =>
            allowed && (
              <NavLink key={screen} to={{ pathname: `/${screen}`, search: personalParams(search) }}>
                {t(`shell.nav.${screen}`)}
              </NavLink>
            ),
        )}
      </nav>
      <span className="end" />
      <ToAcknowledge />
      <Search />
      <LinkState />
      <Clock />
      <PersonMenu />
    </header>
  );
}

function Clock() {
  const { t } = useTranslation();
  const f = useFormat();
  const now = useNow();
  const zone = useZoneWords();
  return (
    <span className="clock" title={zone}>
      <b>{f.clock(now)}</b>
      <span className="small dim wide">{t('words.join', { a: f.day(now), b: zone })}</span>
      <span className="small dim narrow">{f.zone(now)}</span>
    </span>
  );
}
