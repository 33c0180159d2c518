export { loadForecaster, modelVersions } from './load-forecaster.repository.js';
