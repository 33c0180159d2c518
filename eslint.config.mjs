import js from '@eslint/js';
import tseslint from 'typescript-eslint';

// A file's suffix is its permission (docs/architecture.md): only these may touch the outside world.
const shells = [
  '**/*.{controller,gateway,service,repository,consumer,writer,module,guard,adapter,command,producer,interceptor,filter,hook}.ts',
  '**/main*.ts',
  '**/config.ts',
  '**/*.tsx',
  '**/*.test.ts',
];
const pureRoots = [
  'packages/contracts/src/**',
  'packages/detection/{src,evaluation,training}/**',
  'packages/simulator/src/**',
  'ingest/src/**',
  'backend/src/**',
  'frontend/src/**',
];

const owned = (owner, names) => ({ owner, names });
const oneOwner = [
  owned('packages/stream', ['kafkajs']),
  owned('packages/timescale or a *.repository.ts / *.writer.ts', ['pg', 'pg-copy-streams']),
  owned('packages/forecaster', ['onnxruntime-node', 'onnxruntime-common']),
  owned('frontend/src/map', ['maplibre-gl', 'pmtiles']),
  owned('frontend/src/charts', ['recharts']),
];
const restricted = (except = []) => [
  'error',
  {
    paths: oneOwner.flatMap(({ owner, names }) =>
      names.filter((name) => !except.includes(name)).map((name) => ({ name, message: `${name} belongs to ${owner}.` })),
    ),
    patterns: [
      {
        group: ['maplibre-gl/*', 'kafkajs/*'].filter((p) => !except.includes(p.split('/')[0])),
        message: 'Owned by another folder.',
      },
    ],
  },
];

export default tseslint.config(
  { ignores: ['**/node_modules/**', '**/dist/**', '.local/**', 'frontend/public/**', 'coverage/**'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    rules: {
      'max-lines': ['error', 300],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-restricted-imports': restricted(),
      'no-constant-condition': ['error', { checkLoops: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-explicit-any': 'error',
    },
  },
  {
    files: [
      'packages/*/{src,evaluation,training}/**/*.ts',
      'ingest/src/**/*.ts',
      'backend/src/**/*.ts',
      'infra/*/src/**/*.ts',
      'e2e/src/**/*.ts',
      'bench/src/**/*.ts',
    ],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
    },
  },
  {
    files: pureRoots,
    ignores: shells,
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "MemberExpression[object.name='Date'][property.name='now']",
          message: 'A file without a suffix is pure: take the time as a parameter.',
        },
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'A file without a suffix is pure: take the time as a parameter.',
        },
        {
          selector: "MemberExpression[object.name='process'][property.name='env']",
          message: 'The environment is read once, in config.ts.',
        },
        {
          selector: "MemberExpression[object.name='Math'][property.name='random']",
          message: 'A file without a suffix is pure: take a seeded generator.',
        },
      ],
    },
  },
  {
    files: ['packages/forecaster/src/**'],
    rules: { 'no-restricted-imports': restricted(['onnxruntime-node', 'onnxruntime-common']) },
  },
  { files: ['packages/stream/src/**'], rules: { 'no-restricted-imports': restricted(['kafkajs']) } },
  {
    files: ['packages/timescale/src/**', 'packages/testkit/src/**', '**/*.repository.ts', '**/*.writer.ts'],
    rules: { 'no-restricted-imports': restricted(['pg', 'pg-copy-streams']) },
  },
  { files: ['frontend/src/map/**'], rules: { 'no-restricted-imports': restricted(['maplibre-gl', 'pmtiles']) } },
  { files: ['frontend/src/charts/**'], rules: { 'no-restricted-imports': restricted(['recharts']) } },
  { files: ['**/*.test.ts', '**/*.test.tsx'], rules: { 'max-lines-per-function': 'off' } },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
      },
    },
  },
  { files: ['**/*.cjs'], languageOptions: { globals: { module: 'writable' } } },
);
