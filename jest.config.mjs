// One configuration, three projects. Run through `npm test`, which sets --experimental-vm-modules and provides the services.
const swc = {
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, react: { runtime: 'automatic' } },
  },
};
const project = (displayName, testMatch, testPathIgnorePatterns = []) => ({
  displayName,
  rootDir: import.meta.dirname,
  testMatch,
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/\\.local/', ...testPathIgnorePatterns],
  modulePathIgnorePatterns: ['<rootDir>/.local', '/dist/'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '\\.ts$': ['@swc/jest', swc],
    '\\.tsx$': ['@swc/jest', { ...swc, jsc: { ...swc.jsc, parser: { ...swc.jsc.parser, tsx: true } } }],
  },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  moduleFileExtensions: ['ts', 'tsx', 'js', 'mjs', 'json'],
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
});

const testsOf = (suffix) => ['src', 'evaluation', 'training'].map((folder) => `<rootDir>/**/${folder}/**/*.${suffix}`);

export default {
  projects: [
    project('unit', [...testsOf('test.ts'), '<rootDir>/**/src/**/*.test.tsx'], ['\\.(integration|e2e)\\.test\\.ts$']),
    project('integration', testsOf('integration.test.ts')),
    project('e2e', ['<rootDir>/e2e/src/**/*.e2e.test.ts']),
  ],
};
