/** Other scanners, by the word that `stanch init --from` takes. */
export const FOREIGN_TOOLS = ['gitleaks', 'betterleaks', 'detect-secrets', 'gitleaksignore', 'trufflehogignore', 'secretlint'] as const;
export type ForeignTool = (typeof FOREIGN_TOOLS)[number];

/**
 * Files that each of them reads in the top folder of a repository. Of a list the first that is there counts; the
 * lists are read one after the other.
 */
export const FOREIGN_FILES: Readonly<Record<ForeignTool, readonly (readonly string[])[]>> = {
  gitleaks: [['.gitleaks.toml', 'gitleaks.toml'], ['.gitleaksignore']],
  betterleaks: [['.betterleaks.toml', 'betterleaks.toml', '.gitleaks.toml'], ['.betterleaksignore', '.gitleaksignore']],
  'detect-secrets': [['.secrets.baseline']],
  gitleaksignore: [['.gitleaksignore', '.betterleaksignore']],
  trufflehogignore: [['.trufflehogignore']],
  secretlint: [['.secretlintrc.json', '.secretlintrc.yml', '.secretlintrc.yaml', '.secretlintrc'], ['.secretlintignore']],
};
