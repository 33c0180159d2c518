import type {
  AnomalyListAnswer,
  ApplyTuningRequest,
  AssigneeListAnswer,
  BacktestAnswer,
  BacktestListAnswer,
  BacktestRequest,
  CatalogueAnswer,
  CityAnswer,
  DetectionSettingsAnswer,
  EnrolmentAnswer,
  HistoryAnswer,
  HistoryResolution,
  IncidentAnswer,
  IncidentCommand,
  IncidentListAnswer,
  PipelineAnswer,
  PrecisionAnswer,
  QuarantineAnswer,
  Role,
  SessionAnswer,
  SimilarIncidentsAnswer,
  SplitAnswer,
  UserAnswer,
} from '@citywatch/contracts';
import { query, request } from './http';

/** Every call of our HTTP API, typed by the contracts. All throw ApiError and NoAnswerError (http.ts). Times are ms. */

const at = encodeURIComponent;
type Signal = AbortSignal | undefined;

export const getSession = (signal?: Signal) => request<SessionAnswer>('/api/session', { signal, quiet401: true });
export const signIn = (body: { name: string; password: string }) =>
  request<SessionAnswer>('/api/session', { method: 'POST', body, quiet401: true });
export const signOut = () => request<void>('/api/session', { method: 'DELETE', quiet401: true });

/** Whether a one-time link still holds, and for whom (name null: the person chooses one). */
export const getEnrolment = (token: string, signal?: Signal) =>
  request<{ readonly name: string | null; readonly role: Role }>(`/api/enrolment${query({ token })}`, {
    signal,
    quiet401: true,
  });
export const enrol = (body: { token: string; name: string; password: string }) =>
  request<SessionAnswer>('/api/enrolment', { method: 'POST', body, quiet401: true });

export const getUsers = (signal?: Signal) => request<readonly UserAnswer[]>('/api/users', { signal });
export const createUser = (body: { name: string; role: Role }) =>
  request<EnrolmentAnswer>('/api/users', { method: 'POST', body });
export const updateUser = (name: string, body: { role?: Role; disabled?: boolean }) =>
  request<UserAnswer>(`/api/users/${at(name)}`, { method: 'PATCH', body });
export const renewEnrolment = (name: string) =>
  request<EnrolmentAnswer>(`/api/users/${at(name)}/enrolment`, { method: 'POST' });

/** Who an incident can be given to; crews without an account are typed. */
export const getAssignees = (signal?: Signal) => request<AssigneeListAnswer>('/api/assignees', { signal });

export const getCatalogue = (signal?: Signal) => request<CatalogueAnswer>('/api/things', { signal, timeout: 60_000 });
export const getCity = (signal?: Signal) => request<CityAnswer>('/api/city', { signal });

export const getHistory = (
  datastream: number,
  range: { from: number; to: number; resolution?: HistoryResolution },
  signal?: Signal,
) => request<HistoryAnswer>(`/api/datastreams/${datastream}/history${query(range)}`, { signal, timeout: 60_000 });

export const getIncidents = (
  filter: { state?: 'active' | 'over' | 'all'; from?: number; to?: number; limit?: number; before?: number },
  signal?: Signal,
) => request<IncidentListAnswer>(`/api/incidents${query(filter)}`, { signal });
export const getIncident = (id: string, signal?: Signal) =>
  request<IncidentAnswer>(`/api/incidents/${at(id)}`, { signal });

/** 409: `body.incident` of the ApiError is the incident as it is. Only a split answers also what it created. */
export const commandIncident = (id: string, body: IncidentCommand) =>
  request<IncidentAnswer | SplitAnswer>(`/api/incidents/${at(id)}/commands`, { method: 'POST', body });
/** The members' anomalies in full: expected value, band, and what spoke for each. */
export const getIncidentAnomalies = (id: string, signal?: Signal) =>
  request<AnomalyListAnswer>(`/api/incidents/${at(id)}/anomalies`, { signal });
export const getSimilar = (id: string, signal?: Signal) =>
  request<SimilarIncidentsAnswer>(`/api/incidents/${at(id)}/similar`, { signal });

export const getPrecision = (range: { from: number; to: number }, signal?: Signal) =>
  request<PrecisionAnswer>(`/api/precision${query(range)}`, { signal });
export const getDetectionSettings = (signal?: Signal) =>
  request<DetectionSettingsAnswer>('/api/detection/settings', { signal });
/** 409: somebody applied another version meanwhile. */
export const applyTuning = (body: ApplyTuningRequest) =>
  request<DetectionSettingsAnswer>('/api/detection/settings', { method: 'PUT', body });
export const startBacktest = (body: BacktestRequest) =>
  request<BacktestAnswer>('/api/backtests', { method: 'POST', body });
/** One's own, newest first, without results. */
export const listBacktests = () => request<BacktestListAnswer>('/api/backtests');
export const getBacktest = (id: string, signal?: Signal) =>
  request<BacktestAnswer>(`/api/backtests/${at(id)}`, { signal });
export const cancelBacktest = (id: string) => request<void>(`/api/backtests/${at(id)}`, { method: 'DELETE' });

export const getQuarantine = (page: { limit?: number; before?: number }, signal?: Signal) =>
  request<QuarantineAnswer>(`/api/quarantine${query(page)}`, { signal });
export const replayQuarantined = (id: number) => request<void>(`/api/quarantine/${id}/replay`, { method: 'POST' });
export const getPipeline = (signal?: Signal) => request<PipelineAnswer>('/api/health/pipeline', { signal });
