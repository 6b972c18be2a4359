import { IncompleteError, UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { Secret } from '#core/secret.ts';
import { textField, type Fields } from '#http/answer.ts';
import type { HttpResponse } from '#http/http.ts';
import { expectStatus, firstOf, keyOf, needFields, openApi, pathOf, type Api } from './api.ts';
import type { SinkKind, SinkWorld } from './sink-kind.ts';
import type { Sink } from './sink.ts';
import { toolKeyOf } from './tool-keys.ts';

export const GITLAB_KEYS: readonly string[] = ['STANCH_SINK_GITLAB_KEY', 'GITLAB_TOKEN'];
export const GITLAB_URLS: readonly string[] = ['STANCH_SINK_GITLAB_URL', 'CI_SERVER_URL'];
const PUBLIC = 'https://gitlab.com';
const EVERYWHERE = '*';

/** A variable of GitLab CI: its owner, its key and the environments that see it. */
interface Variable {
  readonly owner: 'projects' | 'groups';
  readonly place: string;
  readonly key: string;
  readonly scope: string;
}

/** What is kept of a variable that is there; a new one is as closed as it can be. */
interface Flags {
  readonly variable_type: string;
  readonly protected: boolean;
  readonly masked: boolean;
  readonly raw: boolean;
}

const NEW: Flags = { variable_type: 'env_var', protected: true, masked: true, raw: true };

/** The operator's GitLab. @throws UsageError where a token is missing */
export function openGitLab(world: SinkWorld): Api {
  const token = keyOf(world.env, GITLAB_KEYS, 'GitLab', () => toolKeyOf('glab', world.env, firstOf(world.env, GITLAB_URLS) ?? PUBLIC));
  return openApi({ title: 'GitLab', urlNames: GITLAB_URLS, base: PUBLIC, headers: () => ({ 'private-token': token.reveal() }) }, world);
}

function readName(name: string): { key: string; scope: string } {
  const at = name.indexOf('@');
  const [key, scope] = at === -1 ? [name, EVERYWHERE] : [name.slice(0, at), name.slice(at + 1)];
  if (!/^\w{1,255}$/.test(key) || scope === '') throw new UsageError('a variable of GitLab has letters, digits and _ in its name, and perhaps @ENVIRONMENT behind it');
  return { key, scope };
}

const wordsOf = ({ key, scope, place }: Variable): string => printable(`${key}${scope === EVERYWHERE ? '' : ` (${scope})`} of ${place}`);
const listOf = ({ owner, place }: Variable): string => `/api/v4/${owner}/${pathOf([place])}/variables`;
/** Without the filter GitLab may mean another environment's variable of the same name. */
const itemOf = (variable: Variable): string => `${listOf(variable)}/${variable.key}?filter%5Benvironment_scope%5D=${encodeURIComponent(variable.scope)}`;

async function find(api: Api, variable: Variable): Promise<Fields | undefined> {
  const step = { name: `look at ${wordsOf(variable)}`, title: api.title };
  const response = await api.ask('GET', itemOf(variable));
  const fields = needFields(response, [200, 404], step);
  if (response.status === 404) return undefined;
  const scope = textField(fields, 'environment_scope') ?? EVERYWHERE;
  if (fields['key'] !== variable.key || scope !== variable.scope) throw new IncompleteError(`${step.name}: GitLab tells of another variable`, 'nothing was written');
  return fields;
}

function flagsOf(fields: Fields): Flags {
  return {
    variable_type: textField(fields, 'variable_type') ?? NEW.variable_type,
    protected: fields['protected'] === true,
    masked: fields['masked'] === true,
    raw: fields['raw'] === true,
  };
}

/** @throws UsageError where what would be written could not be read back */
function checkReadable(fields: Fields | undefined, variable: Variable): void {
  if (fields?.['hidden'] === true) throw new UsageError(`${wordsOf(variable)} is hidden: GitLab gives its value to nobody`, 'make it anew, masked and not hidden, or deliver by --command');
}

function checkKept(response: HttpResponse, flags: Flags, step: { readonly name: string; readonly title: string }): void {
  if (response.status === 400) throw new IncompleteError(`${step.name}: GitLab does not take the value (400)`, 'a masked variable holds no such text; it is not unmasked by us');
  const is = flagsOf(needFields(response, [200, 201], step));
  if (is.masked !== flags.masked || is.protected !== flags.protected) throw new IncompleteError(`${step.name}: masked or protected is not as it was`, 'look at the settings of the variable before you go on');
}

async function set(api: Api, variable: Variable, value: Secret): Promise<void> {
  const before = await find(api, variable);
  checkReadable(before, variable);
  const step = { name: `set ${wordsOf(variable)}`, title: api.title };
  const text = value.reveal();
  const kept = before === undefined ? NEW : flagsOf(before);
  // Without `raw`, GitLab replaces what looks like a variable inside the value.
  const flags = { ...kept, raw: kept.raw || text.includes('$') };
  const body = { value: text, environment_scope: variable.scope, ...flags };
  const response = before === undefined ? await api.ask('POST', listOf(variable), { body: { key: variable.key, ...body } }) : await api.ask('PUT', itemOf(variable), { body });
  checkKept(response, flags, step);
  expectStatus(response, [before === undefined ? 201 : 200], step);
}

function gitlabSink(variable: Variable, world: SinkWorld): Sink {
  const api = openGitLab(world);
  return {
    plan: `set the CI variable ${wordsOf(variable)} on GitLab (${api.base})`,
    endpoint: api.base,
    write: (value) => set(api, variable, value),
    async readBack() {
      const fields = await find(api, variable);
      checkReadable(fields, variable);
      const value = textField(fields, 'value');
      return value === undefined ? undefined : new Secret(value);
    },
    async look() {
      const fields = await find(api, variable);
      checkReadable(fields, variable);
      if (fields === undefined) return 'is not there yet: it will be masked and protected';
      const { masked, protected: isProtected } = flagsOf(fields);
      return `is there, ${masked ? 'masked' : 'not masked'} and ${isProtected ? 'protected' : 'not protected'}, and stays so`;
    },
  };
}

const variables: SinkKind['variables'] = [
  { names: GITLAB_KEYS, doc: 'your token, with api' },
  { names: GITLAB_URLS, doc: 'the address of your GitLab' },
];
const TRIED = 'a local server made from its documentation';
const NOTES = [
  'Masked, protected, type and environment stay as they are; a new variable is masked and protected.',
  'A value with a dollar sign is set to be taken as it is.',
  'Hidden variables are refused, as nobody can read them.',
  'The value goes in the body of the request, never in its address.',
] as const;

/** Variables of projects and groups (https://docs.gitlab.com/api/project_level_variables/). */
export const GITLAB_KINDS: readonly SinkKind[] = [
  {
    id: 'gitlab',
    title: 'GitLab CI of a project',
    grammar: 'GROUP/PROJECT#NAME[@ENVIRONMENT]',
    example: 'acme/shop#API_KEY@production',
    isReadable: true,
    tried: TRIED,
    variables,
    notes: NOTES,
    open: ({ place, name }, world) => gitlabSink({ owner: 'projects', place: checkPlace(place, 2), ...readName(name) }, world),
  },
  {
    id: 'gitlab-group',
    title: 'GitLab CI of a group',
    grammar: 'GROUP#NAME[@ENVIRONMENT]',
    example: 'acme#API_KEY',
    isReadable: true,
    tried: TRIED,
    variables,
    notes: NOTES,
    open: ({ place, name }, world) => gitlabSink({ owner: 'groups', place: checkPlace(place, 1), ...readName(name) }, world),
  },
];

/** The path of a project or group, or its number. */
function checkPlace(place: string, fewest: number): string {
  const parts = place.split('/');
  const isNumber = /^\d+$/.test(place);
  if (!isNumber && (parts.length < fewest || parts.some((part) => !/^[\w.-]+$/.test(part)))) throw new UsageError('that is no path or number of a project or group');
  return place;
}
