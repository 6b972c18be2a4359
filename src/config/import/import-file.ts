import { importDetectSecrets } from './detect-secrets.ts';
import type { ForeignTool } from './foreign-tools.ts';
import { importGitleaks } from './gitleaks.ts';
import { importGitleaksIgnore } from './gitleaks-ignore.ts';
import { importGitleaksReport } from './gitleaks-report.ts';
import { importIgnoreFile, importTrufflehogIgnore } from './ignore-lines.ts';
import type { Imported } from './imported.ts';
import { importSecretlint } from './secretlint.ts';

function isJson(text: string): boolean {
  return /^\uFEFF?\s*\[\s*(?:\{|\])/.test(text);
}

/**
 * Converts a file of another scanner. Reports of gitleaks (its baselines) are told from its configuration by their
 * content, ignore files by their name.
 * @param fileName shown in messages
 * @throws ConfigError for a file that is not what the tool writes
 */
export function importFile(tool: ForeignTool, text: string, fileName: string): Imported {
  switch (tool) {
    case 'gitleaks':
    case 'betterleaks':
      if (fileName.endsWith('ignore')) return importGitleaksIgnore(text);
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
