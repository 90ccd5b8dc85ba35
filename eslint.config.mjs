import tseslint from 'typescript-eslint';

const noEnums = { selector: 'TSEnumDeclaration', message: 'String unions log readably; no enums.' };

export default tseslint.config(
  { ignores: ['dist/**', '.vscode-host/**', 'node_modules/**', 'test/fixtures/**', 'esbuild.js'] },
  ...tseslint.configs.strict,
  ...tseslint.configs.stylistic,
  {
    rules: {
      // `type` for data and unions, `interface` for ports: docs/architecture.md.
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      // Typed arrays are indexed inside proven bounds throughout the engine; a run-time check per cell costs 2x there.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // ArrayLike has no iterator.
      '@typescript-eslint/prefer-for-of': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-syntax': ['error', noEnums],
    },
  },
  {
    files: ['src/engine/certified/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        noEnums,
        {
          selector: ':function FunctionExpression[generator=true]',
          message:
            'Made within a run it holds the run in memory until the next major garbage collection (decision 0116).',
        },
      ],
    },
  },
);
