/** What refers to a secret that stands elsewhere: templates, variables, SOPS, Vault, 1Password, vals, ARNs. */
const ELSEWHERE = /^\$\w+$|\$[({]|\{\{|^<[^>]*>$|^\{[^}]*\}$|%\w+%|%s|^(ENC\[|vault:|ref\+|op:\/\/|arn:|secret:|!\w+ )|^@@?\w+@@?$/;
const LEFT_OPEN = /^([x*.?_-]+|(placeholder|redacted|todo|tbd|dummy)\b.*|(auto|to[-_ ]?be[-_ ]?)?replaced?([-_ ].*)?|replaceme|change[-_ ](me|it|this).*|null|none)$/i;

/** Whether a text stands where a password belongs and is none. */
export function isPlaceholder(text: string): boolean {
  const bare = text.trim().replace(/^(["'])(.*)\1$/, '$2').trim();
  return bare === '' || ELSEWHERE.test(bare) || LEFT_OPEN.test(bare);
}
