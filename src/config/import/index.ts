import { importDetectSecrets } from './detect-secrets.ts';
import { importGitleaks } from './gitleaks.ts';
import { importGitleaksIgnore } from './gitleaks-ignore.ts';
import { importGitleaksReport } from './gitleaks-report.ts';
import { importIgnoreFile, importTrufflehogIgnore } from './ignore-lines.ts';
import type { Imported } from './imported.ts';
import { importSecretlint } from './secretlint.ts';

/** Other scanners, by the word that `stanch init --from` takes. */
export const FOREIGN_TOOLS = ['gitleaks', 'betterleaks', 'detect-secrets', 'gitleaksignore', 'trufflehogignore', 'secretlint'] as const;
export type ForeignTool = (typeof FOREIGN_TOOLS)[number];

/** Where each of them keeps what is read, in the top folder of a repository, in the order in which it looks. */
export const FOREIGN_FILES: Readonly<Record<ForeignTool, readonly string[]>> = {
  gitleaks: ['.gitleaks.toml', 'gitleaks.toml', '.github/gitleaks.toml'],
  betterleaks: ['.betterleaks.toml', 'betterleaks.toml', '.gitleaks.toml'],
  'detect-secrets': ['.secrets.baseline'],
  gitleaksignore: ['.gitleaksignore', '.betterleaksignore'],
  trufflehogignore: ['.trufflehogignore'],
  secretlint: ['.secretlintrc.json', '.secretlintrc.yml', '.secretlintrc.yaml', '.secretlintrc'],
};

function isJson(text: string): boolean {
  return /^\uFEFF?\s*\[\s*(?:\{|\])/.test(text);
}

/**
 * Converts a file of another scanner. Reports of gitleaks (its baselines) are told from its configuration by their
 * content, an ignore file of secretlint by its name.
 * @param fileName shown in messages
 * @throws ConfigError for a file that is not what the tool writes
 */
export function importFile(tool: ForeignTool, text: string, fileName: string): Imported {
  switch (tool) {
    case 'gitleaks':
    case 'betterleaks':
      return isJson(text) ? importGitleaksReport(text, fileName) : importGitleaks(text, fileName, tool);
    case 'detect-secrets':
      return importDetectSecrets(text, fileName);
    case 'gitleaksignore':
      return importGitleaksIgnore(text);
    case 'trufflehogignore':
      return importTrufflehogIgnore(text);
    case 'secretlint':
      return fileName.endsWith('.secretlintignore') ? importIgnoreFile(text) : importSecretlint(text, fileName);
  }
}
