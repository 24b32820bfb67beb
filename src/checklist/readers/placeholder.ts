/** What refers to a secret that stands elsewhere: templates, variables, SOPS, Vault, 1Password, vals, ARNs. */
const ELSEWHERE = /^\$\w+$|\$[({]|\{\{|^<[^>]*>$|^\{[^}]*\}$|%\w+%|%s|^(ENC\[|(>>)?vault:|ref\+|arn:|secret:|!\w+ |@Microsoft\.KeyVault\()|^@@?\w+@@?$/;
/** The same by the form of a path: in Vault, in Google's Secret Manager, a file where files are mounted, any URI that names nobody. */
const PATHS: readonly RegExp[] = [
  /^(secrets?|kv(-v\d)?|cubbyhole|database|[\w-]{1,60}\/data)(\/[\w.-]{1,100}){1,20}([#:][\w.-]{1,100})?$/,
  /^projects\/[\w-]{1,60}\/secrets\/[\w-]{1,255}(\/versions\/\w{1,60})?$/,
  /^\/(vault|run|var|etc|mnt|opt|secrets?|credentials|bitnami|home|tmp|usr|data|config|certs?)(\/[\w.-]{1,255}){1,20}$/,
  /^[a-z][a-z\d+.-]{1,40}:\/\/[^\s@?]{1,1000}(\?(?!(\S*&)?pass(word)?=|(\S*&)?pwd=)[^\s@]{0,1000})?$/i,
];
const LEFT_OPEN = /^([x*.?_-]+|(placeholder|redacted|todo|tbd|dummy)\b.*|(auto|to[-_ ]?be[-_ ]?)?replaced?([-_ ].*)?|replaceme|change[-_ ](me|it|this).*|null|none)$/i;

/** Whether a text stands where a password belongs and is none. */
export function isPlaceholder(text: string): boolean {
  const bare = text.trim().replace(/^(["'])(.*)\1$/, '$2').trim();
  return bare === '' || ELSEWHERE.test(bare) || LEFT_OPEN.test(bare) || PATHS.some((path) => path.test(bare));
}
