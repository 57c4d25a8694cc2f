import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { layerRule } from './build/layer-rule.js';

export default defineConfig(
  globalIgnores(['dist/', 'release/', 'node_modules/', 'test-results/', 'playwright-report/', 'assets/', '**/*.d.ts']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    name: 'types',
    files: ['electron/**/*.ts', 'renderer/**/*.{ts,tsx}', 'test/**/*.{ts,tsx}'],
    ignores: ['renderer/vite.config.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      // What was caught is unknown, and is handed on as it was.
      '@typescript-eslint/only-throw-error': ['error', { allowThrowingUnknown: true }],
      '@typescript-eslint/prefer-promise-reject-errors': ['error', { allowThrowingUnknown: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none', ignoreRestSiblings: true }],
      // A number in a sentence is a number in a sentence.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // A port's methods are promises whether or not this driver has to wait.
      '@typescript-eslint/require-await': 'off',
      // A schema and its type have one name, also where the type is written out.
      '@typescript-eslint/no-redeclare': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'no-control-regex': 'error',
    },
  },
  {
    name: 'layers',
    files: ['electron/**/*.ts', 'renderer/**/*.{ts,tsx}'],
    ignores: ['renderer/vite.config.ts'],
    plugins: { house: { rules: { layers: layerRule } } },
    rules: { 'house/layers': 'error' },
  },
  {
    name: 'hooks',
    files: ['renderer/**/*.{ts,tsx}', 'test/unit/renderer/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat.recommended],
  },
  {
    name: 'tests',
    files: ['test/**/*.{ts,tsx}'],
    rules: {
      'no-console': 'off',
      // Playwright hands fixtures over as an object pattern, also when none is wanted.
      'no-empty-pattern': 'off',
    },
  },
  {
    name: 'scripts',
    files: ['build/**/*.{js,mjs,cjs}', '*.config.{js,ts}', 'renderer/vite.config.ts', 'test/**/*.mjs'],
    extends: [tseslint.configs.base],
    rules: { 'no-unused-vars': 'error', 'no-undef': 'off', eqeqeq: ['error', 'always', { null: 'ignore' }] },
  },
);
