/** What a name promises of its value. */
export type NameKind = 'password' | 'secret' | 'none';

/** Camel case and separators come apart: `dbPassWord` → db, pass, word. */
function wordsOf(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replaceAll(/[.\-_]+/g, '_');
}

const PASSWORD = /(?:^|_)(?:pass(?:_?(?:wd|word|phrase|code|wort))?|pwd|passwd|password|passphrase|mot_de_passe|senha|contrasena)(?:_?\d{0,2}|_(?:prod|dev|test|staging|local|default|root|admin|value|text|raw|plain))$/;
const SECRET =
  /(?:^|_)(?:secret|token|api_?key|access_?key|auth_?key|private_?key|secret_?key|client_?key|encryption_?key|signing_?key|master_?key|app_?key|credentials?|auth_?token|session_?key|license_?key|consumer_?key|validation_?key|webhook_?secret)(?:_?\d{0,2}|_(?:prod|dev|test|staging|local|default|base64|b64|hex|value|text|raw|plain|v\d))$/;
/** Names that talk about keys and do not hold one. */
const ABOUT =
  /(?:^|_)(?:public|publishable|id|ids|name|names|file|files|path|paths|url|uri|endpoint|type|types|field|fields|label|labels|length|size|min|max|count|ttl|expir\w*|regex|pattern|validator|placeholder|prompt|title|message|error|hint|help|description|header|column|param|parameter|arg|enabled|required|policy|policies|reset|forgot|change|confirm\w*|forget|strength|cancellation|csrf|xsrf|next|page|continuation|sync|syntax|lexer|parser|start|end|bos|eos|pad|sep|cls|mask|unk|design|theme|color)(?:_|$)/;

/** Judges a name by its words, its last ones above all. */
export function nameKindOf(name: string): NameKind {
  const words = wordsOf(name);
  if (ABOUT.test(words)) return 'none';
  if (PASSWORD.test(words)) return 'password';
  return SECRET.test(words) ? 'secret' : 'none';
}
