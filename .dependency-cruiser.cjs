const path = require('node:path')

// DESIGN.md section 7: imports point down only. Each layer names the layers that it may import, besides itself.
const MAY_IMPORT = {
  'lib/core': [],
  'lib/base': [],
  'lib/settings': ['lib/core', 'lib/base'],
  'lib/contract': ['lib/core', 'lib/base'],
  'lib/db': ['lib/contract', 'lib/core', 'lib/base'],
  'lib/notify': ['lib/contract', 'lib/core', 'lib/base'],
  'lib/services': ['lib/db', 'lib/notify', 'lib/settings', 'lib/contract', 'lib/core', 'lib/base'],
  'lib/http': ['lib/services', 'lib/db', 'lib/settings', 'lib/contract', 'lib/core', 'lib/base'],
  components: ['lib/contract', 'lib/core', 'lib/base'],
  app: ['components', 'lib/http', 'lib/services', 'lib/settings', 'lib/contract', 'lib/core', 'lib/base'],
  server: ['lib/http', 'lib/services', 'lib/db', 'lib/notify', 'lib/settings', 'lib/contract', 'lib/core', 'lib/base'],
  cli: ['lib/contract', 'lib/base'],
}

// The list of the kinds of channels: the schemas of their configs are part of the contract. It imports light files only
// (`kinds-are-light`).
const ALSO = { 'lib/contract': ['lib/notify/kinds\\.ts'] }

// What signs people in, and what serves all workspaces with a role of its own.
const BEFORE_A_WORKSPACE = [
  'auth',
  'backup',
  'bootstrap',
  'checker',
  'health',
  'ingest',
  'installation',
  'retention',
  'sender',
].map((name) => `lib/services/${name}`)

const LAYERS = Object.keys(MAY_IMPORT)
const TESTS = '\\.test\\.tsx?$|/testing/'
const paths = (names) => `^(${names.join('|')})/`

const layerRules = LAYERS.map((layer) => ({
  name: `${layer.replace('lib/', '')}-imports-down`,
  severity: 'error',
  comment: `${layer} may import ${['itself', ...MAY_IMPORT[layer], ...(ALSO[layer] ?? [])].join(', ')}; a type is an import, too.`,
  from: { path: paths([layer]), pathNot: TESTS },
  to: {
    path: paths(LAYERS.filter((other) => other !== layer && !MAY_IMPORT[layer].includes(other))),
    ...(ALSO[layer] ? { pathNot: `^(${ALSO[layer].join('|')})$` } : {}),
    // Pages hand what services return on to components as props: they may share the type, not the code.
    ...(layer === 'components' ? { dependencyTypesNot: ['type-only'] } : {}),
  },
}))

/** Only files under `homes` may import the packages. */
const onlyIn = (name, { packages, homes, types = 'too' }) => ({
  name,
  severity: 'error',
  from: { path: paths(LAYERS), pathNot: `${paths(homes)}|${TESTS}` },
  to: {
    path: `node_modules/(${packages.join('|')})/`,
    ...(types === 'free' ? { dependencyTypesNot: ['type-only'] } : {}),
  },
})

module.exports = {
  forbidden: [
    ...layerRules,
    {
      name: 'core-is-pure',
      severity: 'error',
      comment: 'The core computes: no package, nothing of Node.',
      from: { path: paths(['lib/core']), pathNot: TESTS },
      to: { dependencyTypesNot: ['local', 'aliased', 'aliased-tsconfig'], pathNot: '^lib/core/' },
    },
    {
      name: 'tests-of-core-import-down',
      severity: 'error',
      comment: 'A test of the core needs the core only: what it needs of a layer above is tested there.',
      from: { path: ['^lib/core/.*\\.test\\.tsx?$', '^lib/core/testing/', '^lib/core/.*/testing/'] },
      to: { path: paths(LAYERS.filter((layer) => !['lib/core', 'lib/base'].includes(layer))) },
    },
    onlyIn('prisma-stays-in-db', { packages: ['@prisma/[^/]+'], homes: ['lib/db'] }),
    onlyIn('pg-stays-in-db', { packages: ['pg', '@types/pg'], homes: ['lib/db', 'server'], types: 'free' }),
    {
      name: 'verbs-get-a-transaction',
      severity: 'error',
      comment:
        'A verb gets a transaction that sees one workspace (lib/db/workspace-db.ts). It has no client of its own.',
      from: { path: paths(['lib/services']), pathNot: `${paths(BEFORE_A_WORKSPACE)}|${TESTS}` },
      to: { path: '^lib/db/(prisma|pool|connection|transaction)\\.ts$' },
    },
    {
      name: 'settings-are-passed-in',
      severity: 'error',
      comment: 'Only what Next.js calls asks for the settings of the process. Everything else gets them as arguments.',
      from: { path: paths(['lib/services', 'server']), pathNot: `^server/web/main\\.ts$|${TESTS}` },
      to: { path: '^lib/settings/process-settings\\.ts$' },
    },
    {
      name: 'kinds-are-light',
      severity: 'error',
      comment:
        'The contract imports each kind of channel, and so does all that imports the contract: what connects to something is imported when it is called.',
      from: { path: '^lib/notify/(kinds|[^/]+/index)\\.ts$' },
      to: {
        dynamic: false,
        dependencyTypesNot: ['type-only'],
        pathNot: '^lib/(base|contract)/|^lib/notify/(channel-kind|[^/]+/(index|word))\\.ts$|node_modules/zod/',
      },
    },
    {
      name: 'kinds-stay-on-the-server',
      severity: 'error',
      comment: 'A browser cannot load what sends. Pages hand on what it needs (lib/services/channels/kind-forms.ts).',
      from: { path: paths(['components']), pathNot: TESTS },
      to: { path: '^lib/contract/(channels|deliveries)\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'parents-do-not-send',
      severity: 'error',
      comment: 'The parent and ingest load no code that sends: no mail, no React.',
      from: { path: '^server/(start|ingest)/', pathNot: TESTS },
      to: { path: '^lib/notify/kinds\\.ts$', reachable: true },
    },
    onlyIn('recharts-stays-in-charts', { packages: ['recharts'], homes: ['components/charts'] }),
    {
      name: 'nobody-uses-test-helpers',
      severity: 'error',
      from: { path: paths(LAYERS), pathNot: TESTS },
      to: { path: TESTS },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: { pathNot: 'lib/db/generated' },
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(\\.next|dist|data)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: path.join(__dirname, 'tsconfig.json') },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
