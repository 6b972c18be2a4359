import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileChange } from './text-diff.ts';

/** Build servers that there is a template for. */
export const CI_NAMES = ['github', 'gitlab', 'bitbucket', 'azure', 'circleci', 'jenkins', 'gitea', 'forgejo'] as const;
export type CiName = (typeof CI_NAMES)[number];

/** The template of a build server, and where that server looks for it in the top folder. */
const PLACES: Readonly<Record<CiName, { readonly template: string; readonly path: string }>> = {
  github: { template: 'github.yml', path: '.github/workflows/stanch.yml' },
  gitlab: { template: 'gitlab.yml', path: '.gitlab-ci.yml' },
  bitbucket: { template: 'bitbucket.yml', path: 'bitbucket-pipelines.yml' },
  azure: { template: 'azure-pipelines.yml', path: 'azure-pipelines.yml' },
  circleci: { template: 'circleci.yml', path: '.circleci/config.yml' },
  jenkins: { template: 'Jenkinsfile', path: 'Jenkinsfile' },
  gitea: { template: 'gitea.yml', path: '.gitea/workflows/stanch.yml' },
  forgejo: { template: 'gitea.yml', path: '.forgejo/workflows/stanch.yml' },
};

/** A build server to set up, and the folder of the templates. */
export interface CiRequest {
  readonly name: CiName;
  readonly templates: string;
}

/** The file of a build server as its template has it. One that is there stays as it is: it has other work to do. */
export function planCi(root: string, { name, templates }: CiRequest): { readonly changes: readonly FileChange[]; readonly notes: readonly string[] } {
  const { template, path } = PLACES[name];
  const text = readFileSync(join(templates, template), 'utf8');
  const full = join(root, path);
  if (!existsSync(full)) {
    const notes = /--main main|branches: \[main\]/.test(text) ? [`${path}: put the name of your main branch where it says main`] : [];
    return { changes: [{ path, before: undefined, after: Buffer.from(text, 'utf8').toString('latin1') }], notes };
  }
  const isOurs = readFileSync(full, 'utf8') === text;
  return { changes: [], notes: isOurs ? [] : [`${path} is there already and stays as it is; the job to take over stands in ${join(templates, template)}`] };
}
