import { fieldsOf } from '../answer.ts';
import { operatorKey } from '../operator-key.ts';
import type { ProviderContext } from '../provider.ts';
import { rightsOf, type Rights } from '../rights.ts';
import { tokenHeader } from './tokens.ts';

/** Parts of `api`: beside it they add nothing (https://docs.gitlab.com/user/profile/personal_access_tokens). */
const IN_API: readonly string[] = ['read_api', 'read_user', 'read_repository', 'write_repository', 'read_registry', 'write_registry', 'read_virtual_registry', 'write_virtual_registry', 'create_runner', 'manage_runner', 'self_rotate', 'read_service_ping'];

/** Scopes of the operator's token, by its own word; logins by OAuth are not told there. */
export async function readRights(context: ProviderContext): Promise<Rights | undefined> {
  const response = await context.http.send({ method: 'GET', url: `${context.base}/api/v4/personal_access_tokens/self`, headers: tokenHeader(operatorKey(context)) });
  const scopes = response.status === 200 ? fieldsOf(response)?.['scopes'] : undefined;
  // An administrator acts on tokens of people with admin_mode only, where that is switched on.
  return Array.isArray(scopes) ? rightsOf(scopes, { needs: [['api']], harmless: [...IN_API, 'admin_mode'] }) : undefined;
}
