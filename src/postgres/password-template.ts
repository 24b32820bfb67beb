/**
 * What a role's Secret holds, as a template of External Secrets. libpq reads the service file at each new connection, so that a rotated
 * password reaches a running client.
 */
export function passwordTemplate(cluster: string, role: string): Record<string, string> {
  return {
    'username': role,
    'password': '{{ .password }}',
    'pg_service.conf': `[${cluster}]\nuser=${role}\npassword={{ .password }}\n`,
  };
}
