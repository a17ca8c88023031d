/** Words that make a name secret wherever they stand in it, as whole words. */
const secretWords = wordSet(`
  password passwords passwd passphrase passphrases secret secrets token tokens credential credentials
  creds authorization bearer cookie cookies webhook webhooks apikey apikeys
`);

/** `key` says nothing by itself (`envKey`, `cacheKey`); after one of these it opens something. */
const keyOwners = wordSet(`
  api access private session signing signature encryption decryption crypto master shared auth ssh gpg pgp
  tls ssl hmac hash account service deploy license vault admin app subscription seal wrapping preshared
  root
`);

/** A name that ends so holds a place, a measure or a setting *about* the secret, not the secret. */
const harmlessEndings = wordSet(`
  url urls uri uris path paths file files dir folder endpoint host port server issuer name names env var
  variable ref refs reference type kind format scheme method mode id ids limit limits count counts budget
  price prices cost costs usage rate size length window threshold ttl expiry expires expiration age
  timeout rotation refresh lifetime seconds ms days at policy required enabled disabled supported allowed
  provider manager source store backend engine label title description placeholder hint prompt field
  column header prefix suffix pattern regex encoding encoder counter estimator stats domain audience scope
  scopes algorithm version
`);

/** A question or a switch: `usePassword`, `hasToken`. */
const switchStarts = wordSet(`
  use uses has have is allow allows enable enables disable require requires need needs with include show
  hide mask redact skip ignore validate verify send without no
`);

/** Beside these, a token is a piece of text that a language model counts. */
const countedBy = wordSet(`
  max min maximum minimum input output total prompt completion cached context reasoning thinking num
  number n per used remaining stop special eos bos pad unk sep cls mask predict response avg average
  image audio text visible next
`);

/** Beside these, only the plural is a count: `cacheReadTokens` counts, `readToken` opens something. */
const pluralCountedBy = wordSet('new read write first cache');

/** Spelled in one piece, in any case: `DBPASSWORD`, `clientsecret`, `connectionString` once its words are joined. */
const joinedEnding =
  /(?:password|passwd|passphrase|secrets?|credentials?|api_?keys?|(?:access|private|secret|signing|session|encryption|master)key|[a-z]token|connectionstring)$/;
const joinedCount = /^(?:max|min|input|output|total|prompt|completion|cached|eos|bos|pad|unk|stop|special)tokens?$/;

/**
 * Whether a key, variable or flag name says that its value is a secret. Case, dashes, underscores, dots, blanks and
 * camelCase make no difference: `apiKey`, `API_KEY`, `api-key` and `apikey` are one name.
 *
 * Names *about* a secret are not secret: `maxTokens`, `tokenLimit`, `apiKeyURL`, `credentialsURL`, `envKey`, `cookieName`.
 */
export function isSecretName(name: string): boolean {
  const known = answers.get(name);
  if (known !== undefined) return known;
  const answer = hasSecretPart.test(name) && decide(name);
  if (answers.size >= maxAnswers) answers.clear();
  answers.set(name, answer);
  return answer;
}

/** No name without one of these is secret; spares most names the closer look. */
const hasSecretPart = /pass|pwd|secret|token|key|cred|author|bearer|cookie|webhook|conn|dsn/i;

/** The same few names are asked for again and again: every key of every file, every variable of every child. */
const answers = new Map<string, boolean>();
const maxAnswers = 4096;

function decide(name: string): boolean {
  const words = splitWords(name);
  const last = words.at(-1);
  if (last === undefined) return false;
  // The address of a webhook is what has to be kept secret, so its url is no harmless ending.
  if (
    words.some((word) => word === 'webhook' || word === 'webhooks') &&
    !/^(?:path|paths|port|name|names|id|enabled|timeout)$/.test(last)
  )
    return true;
  const joined = words.join('');
  if (/accesskeyid$/.test(joined)) return true;
  if (harmlessEndings.has(last)) return false;
  if (words.length > 1 && switchStarts.has(words[0] ?? '')) return false;
  if (joinedCount.test(joined)) return false;
  if (words.some((word, at) => isSecretWord(words, word, at))) return true;
  if (/^tokens?$/.test(last)) return false;
  return joinedEnding.test(joined);
}

function isSecretWord(words: readonly string[], word: string, at: number): boolean {
  const before = words[at - 1];
  const isLast = at === words.length - 1;
  if (word === 'token' || word === 'tokens') {
    const isCounted = (other: string) => countedBy.has(other) || (word === 'tokens' && pluralCountedBy.has(other));
    return !words.some((other, index) => index !== at && isCounted(other));
  }
  if (word === 'key' || word === 'keys') return before !== undefined && keyOwners.has(before);
  if (word === 'string') return before === 'connection' || before === 'conn';
  if (word === 'dsn') return isLast;
  if (word === 'pass') return isLast;
  // Alone it is the working directory of a shell.
  if (word === 'pwd') return isLast && at > 0 && before !== 'old';
  return secretWords.has(word);
}

/** `apiKeyURL` → api key url; `HTTPToken` → http token; `DB_PASS2` → db pass. */
function splitWords(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
}

function wordSet(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
