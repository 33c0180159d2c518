import { words } from './zh/words';
import { ui } from './zh/ui';
import { shell } from './zh/shell';
import { map } from './zh/map';
import { live } from './zh/live';
import { incident } from './zh/incident';
import { similar, why } from './zh/why';
import { feedback, shape } from './zh/shape';
import { backtest, detection, detectors, precision, tuning } from './zh/detection';
import { charts } from './zh/charts';
import { history } from './zh/history';
import { crew } from './zh/crew';
import { auth } from './zh/auth';
import { health } from './zh/health';
import { users } from './zh/users';

import type { en } from './en';
import type { Catalogue } from './shape';

/** 简体中文 */
export const zh: Catalogue<typeof en> = {
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
