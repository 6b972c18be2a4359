import { OpenapiContract } from '../helpers/openapi-contract.ts';

/** GitHub's own description of what the Action asks for. */
export const CONTRACT: OpenapiContract = new OpenapiContract(new URL('contract/rest.json', import.meta.url));
