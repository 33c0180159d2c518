/** Who may import whom (docs/architecture.md). Any import between our own rooms that is not listed here is an error. */
const may = {
  'packages/contracts': [],
  'packages/detection': ['packages/contracts'],
  'packages/forecaster': ['packages/detection'],
  'packages/simulator': ['packages/contracts'],
  'packages/stream': ['packages/contracts'],
  'packages/timescale': ['packages/contracts'],
  ingest: ['packages/contracts', 'packages/simulator', 'packages/stream', 'packages/timescale'],
  backend: ['packages/contracts', 'packages/detection', 'packages/forecaster', 'packages/stream', 'packages/timescale'],
  frontend: ['packages/contracts'],
};
const rooms = 'packages/[^/]+|ingest|backend|frontend|infra/[^/]+|e2e|bench';
const tests = '\\.(integration\\.|e2e\\.)?test\\.tsx?$';
/** Judge and teach the detectors on simulated cities; nothing that runs imports them. */
const workshops = '^packages/detection/(evaluation|training)/';

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    ...Object.entries(may).map(([room, allowed]) => ({
      name: `imports-of-${room.replace('/', '-')}`,
      severity: 'error',
      from: { path: `^${room}/`, pathNot: [tests, workshops] },
      to: { path: `^(${rooms})/`, pathNot: [`^${room}/`, ...allowed.map((a) => `^${a}/src/index\\.ts$`)] },
    })),
    {
      name: 'imports-of-evaluation-and-training',
      severity: 'error',
      from: { path: workshops },
      to: {
        path: `^(${rooms})/`,
        pathNot: [
          workshops,
          '^packages/(contracts|detection|forecaster|simulator)/src/index\\.ts$',
          // How real data sets are read.
          '^ingest/src/replay/(dataset|mapping)\\.ts$',
        ],
      },
    },
    {
      name: 'nobody-imports-evaluation-and-training',
      severity: 'error',
      from: { pathNot: [workshops, '^bench/'] },
      to: { path: workshops },
    },
    {
      name: 'packages-only-through-their-index',
      severity: 'error',
      from: { path: '^packages/([^/]+)/' },
      to: { path: '^packages/[^/]+/src/(?!index\\.ts$)', pathNot: '^packages/$1/' },
    },
    {
      name: 'packages-only-through-their-index-from-outside',
      severity: 'error',
      from: { pathNot: '^packages/' },
      to: { path: '^packages/[^/]+/src/(?!index\\.ts$)' },
    },
    {
      name: 'no-own-index',
      severity: 'error',
      from: { path: '^packages/([^/]+)/src/', pathNot: tests },
      to: { path: '^packages/$1/src/index\\.ts$' },
    },
    {
      name: 'nobody-imports-e2e-or-bench',
      severity: 'error',
      from: { pathNot: '^(e2e|bench)/' },
      to: { path: '^(e2e|bench)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|\\.local)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
  },
};
