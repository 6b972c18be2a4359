type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Why the hook is to be skipped, from the environment: `STANCH_SKIP="reason"`, or `SKIP=stanch` in the manner of the
 * pre-commit framework (a list of hook ids). Undefined when it is to run.
 */
export function skipReason(env: Environment): string | undefined {
  const own = env['STANCH_SKIP']?.trim() ?? '';
  if (own !== '' && own !== '0' && own !== 'false') return `STANCH_SKIP=${own}`;
  const listed = (env['SKIP'] ?? '').split(',').map((name) => name.trim());
  return listed.includes('stanch') ? 'SKIP=stanch' : undefined;
}
