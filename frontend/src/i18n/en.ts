import { words } from './en/words';
import { ui } from './en/ui';
import { shell } from './en/shell';
import { map } from './en/map';
import { live } from './en/live';
import { incident } from './en/incident';
import { similar, why } from './en/why';
import { feedback, shape } from './en/shape';
import { backtest, detection, detectors, precision, tuning } from './en/detection';
import { charts } from './en/charts';
import { history } from './en/history';
import { crew } from './en/crew';
import { auth } from './en/auth';
import { health } from './en/health';
import { users } from './en/users';

/** English: the catalogue all others follow. One file a room. */
export const en = {
  words,
  ui,
  shell,
  map,
  live,
  incident,
  why,
  similar,
  shape,
  feedback,
  charts,
  history,
  crew,
  auth,
  health,
  detection,
  detectors,
  precision,
  tuning,
  backtest,
  users,
};
