import tseslint from 'typescript-eslint';

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
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'String unions log readably; no enums.' },
      ],
    },
  },
);
