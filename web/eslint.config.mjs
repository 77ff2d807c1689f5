import { readdirSync } from 'node:fs'

import js from '@eslint/js'
import next from '@next/eslint-plugin-next'
import jsxA11y from 'eslint-plugin-jsx-a11y'
import reactHooks from 'eslint-plugin-react-hooks'
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'

/** Imports go down the stairs: app → features → components → lib. */
const stairs = (files, forbidden, message) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns: [{ group: forbidden, message }] }] },
})

/** Features are strangers to each other; the session, which says who is asking, is known to all. */
const strangers = readdirSync('src/features')
  .filter((own) => own !== 'session')
  .map((own) =>
    stairs(
      [`src/features/${own}/**`],
      [
        '@/app/**',
        '../../**',
        '@/features/*',
        '@/features/*/**',
        '!@/features/session',
        '!@/features/session/**',
        `!@/features/${own}`,
        `!@/features/${own}/**`,
      ],
      'A feature imports from itself, the session, components and lib; never from another feature.',
    ),
  )

export default defineConfig(
  globalIgnores([
    '.next/**',
    'out/**',
    'coverage/**',
    'test-results/**',
    'playwright-report/**',
    'next-env.d.ts',
  ]),
  js.configs.recommended,
  tseslint.configs.recommended,
  jsxA11y.flatConfigs.recommended,
  reactHooks.configs.flat['recommended-latest'],
  {
    plugins: { '@next/next': next },
    rules: { ...next.configs.recommended.rules, ...next.configs['core-web-vitals'].rules },
  },
  {
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-console': 'error',
      // A dialog's first field may take the focus; that is what a keyboard user expects.
      'jsx-a11y/no-autofocus': 'off',
    },
  },
  {
    files: ['public/**'],
    languageOptions: { globals: { document: false, localStorage: false, matchMedia: false } },
  },
  stairs(
    ['src/lib/**'],
    ['@/app/**', '@/features/**', '@/components/**', '../*/**'],
    'lib is the lowest step: it imports nothing of ours from above.',
  ),
  stairs(
    ['src/components/**'],
    ['@/app/**', '@/features/**'],
    'A component shows what it is given; features ask and decide.',
  ),
  ...strangers,
  stairs(
    ['src/features/session/**'],
    ['@/app/**', '@/features/**'],
    'The session is known to all features and knows none of them.',
  ),
)
