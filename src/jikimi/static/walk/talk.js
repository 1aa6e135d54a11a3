// Speaking with the server: secrets in headers, nothing in an address. Answers null for nothing, throws without a
// connection or when the server is not well: whoever asked asks again.
const PATIENCE_MS = 8000;
const PATIENCE_LARGE_MS = 60000;

export class Refused extends Error {
  constructor(said) { super('refused'); this.said = said; }
}

// isLarge: a file goes or comes; browsers let nothing large outlive its page.
export async function say(word, body, keys, { isLarge = false } = {}) {
  const headers = { 'Content-Type': 'application/json', 'X-Language': document.documentElement.lang };
  Object.entries(keys).forEach(([name, key]) => { headers[`X-${name}-Key`] = key; });
  const stop = new AbortController();
  const clock = setTimeout(() => stop.abort(), isLarge ? PATIENCE_LARGE_MS : PATIENCE_MS);
  try {
    const answer = await fetch(`/walk/say/${word}/`, {
      method: 'POST', headers, body: JSON.stringify(body), credentials: 'omit', cache: 'no-store', signal: stop.signal,
      referrerPolicy: 'no-referrer', keepalive: !isLarge,
    });
    const said = await answer.json();
    if (answer.status === 422) { throw new Refused(said); }
    if (!answer.ok) { throw new Error(String(answer.status)); }
    return 'said' in said ? said.said : said;
  } finally {
    clearTimeout(clock);
  }
}
