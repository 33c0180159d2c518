import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useLanguage } from '../format/use-format';
import { LANGUAGES, type Language } from '../i18n/language';
import { setLanguage } from '../i18n/start';
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuLine } from '../ui/Menu';
import { toasts } from '../ui/toast';
import { useErrorWords } from '../ui/use-error-words';
import { keyboardHelp } from './KeyboardHelp';
import { useSession } from './session';
import { THEMES } from './theme';
import { useTheme } from './use-theme.hook';
import { personalParams, useUrlChange } from './url-state';

/** Theme, language, users (administrators), sign out. */
export function PersonMenu() {
  const { t } = useTranslation();
  const session = useSession();
  const { choice, choose } = useTheme();
  const change = useUrlChange();
  const navigate = useNavigate();
  const words = useErrorWords();
  const name = session.user?.name ?? '';
  const chooseLanguage = (language: Language) => {
    change({ lang: language });
    void setLanguage(language);
  };
  const leave = () => session.signOut().catch((error: Error) => toasts.show(words(error, 'act')));
  return (
    <Menu
      trigger={
        <button type="button" className="avatar" title={name}>
          <span aria-hidden="true">{initials(name)}</span>
          <span className="hidden-text">{t('shell.person.label', { name })}</span>
        </button>
      }
    >
      <MenuLabel>{`${name}, ${session.user ? t(`words.role.${session.user.role}`) : ''}`}</MenuLabel>
      <MenuLine />
      <MenuLabel>{t('shell.person.theme')}</MenuLabel>
      <MenuChoice
        value={choice}
        choices={THEMES.map((theme) => [theme, t(`shell.person.themes.${theme}`)])}
        onChange={choose}
      />
      <MenuLine />
      <MenuLabel>{t('shell.person.language')}</MenuLabel>
      <MenuChoice
        value={useLanguage()}
        choices={LANGUAGES.map((language) => [language, t(`shell.person.languages.${language}`)])}
        onChange={chooseLanguage}
      />
      <MenuLine />
      {session.may('manage-users') && (
        <MenuItem
          onSelect={() => void navigate({ pathname: '/users', search: personalParams(window.location.search) })}
        >
          {t('shell.person.users')}
        </MenuItem>
      )}
      <MenuItem onSelect={() => keyboardHelp.set(true)}>{t('shell.person.help')}</MenuItem>
      <MenuItem onSelect={() => void leave()}>{t('shell.person.signOut')}</MenuItem>
    </Menu>
  );
}

/** "Ana Lima" → "AL", "operator1" → "O1", "陈伟" → "陈". */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/[\s._-]+/)
    .filter(Boolean);
  if (words.length > 1) return [...words[0]][0].toUpperCase() + [...words[words.length - 1]][0].toUpperCase();
  const [first = ''] = words;
  return ([...first][0] ?? '').toUpperCase() + (/\d$/.test(first) && first.length > 1 ? first.slice(-1) : '');
}
