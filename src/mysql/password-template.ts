/**
 * What a user's Secret holds, as a template of External Secrets. The option file is for programs that read one (`--defaults-extra-file`); a password in it may
 * not hold a double quote or a backslash.
 */
export function passwordTemplate(user: string): Record<string, string> {
  return {
    'username': user,
    'password': '{{ .password }}',
    'my.cnf': `[client]\nuser=${user}\npassword="{{ .password }}"\n`,
  };
}
