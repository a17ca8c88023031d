import { isSecretName } from '../../../shared/secret-names.ts';

/** Values of the variables whose names say that they are secret. */
export function envSecrets(env: NodeJS.ProcessEnv): string[] {
  return Object.entries(env).flatMap(([name, value]) => (value && isSecretName(name) ? [value] : []));
}
