// When a call is tried again, and after how long. Every try of one call carries the same idempotency key, so that
// nothing is done or paid twice.

import { ConnectionFailed, refusal } from "./errors.ts";

/** How patient a client is. */
export interface Retries {
  /** How often a call is tried again; 0: never. */
  times: number;
  /** Seconds before the first further try, at most; twice as many before each that follows. */
  first: number;
  /** Seconds that no wait exceeds: a server that asks for more gets its error thrown instead. */
  most: number;
  sleep: (seconds: number) => Promise<void>;
  random: () => number;
}

export const PATIENCE: Retries = {
  times: 5,
  first: 0.25,
  most: 30,
  sleep: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)),
  random: Math.random,
};

/** Statuses after which the same call may succeed. */
const AGAIN = new Set([429, 502, 503, 504]);

/** Waits before the next try, `tried` of which failed; false where there is none. */
export async function wait(retries: Retries, tried: number, retryAfter: number | null): Promise<boolean> {
  if (tried > retries.times || (retryAfter ?? 0) > retries.most) return false;
  const backoff = Math.min(retries.first * 2 ** (tried - 1), retries.most);
  await retries.sleep((retryAfter ?? 0) + backoff * (0.5 + retries.random() / 2));
  return true;
}

/** A `fetch` that sends the key, tries again, and throws what is not a success. */
export function retrying(way: typeof fetch, apiKey: string, timeout: number, retries: Retries) {
  return async (request: Request): Promise<Response> => {
    const headers = new Headers(request.headers);
    headers.set("x-api-key", apiKey);
    if (request.method !== "GET" && !headers.has("idempotency-key")) {
      headers.set("idempotency-key", crypto.randomUUID());
    }
    for (let tried = 1; ; tried++) {
      const late = new AbortController();
      const timer = setTimeout(() => late.abort(), timeout * 1000);
      const signal = AbortSignal.any([request.signal, late.signal]);
      let response: Response;
      try {
        response = await whole(await way(new Request(request.clone(), { headers, signal })));
      } catch {
        if (request.signal.aborted) throw request.signal.reason;
        if (await wait(retries, tried, null)) continue;
        throw new ConnectionFailed(`${new URL(request.url).origin} did not answer`);
      } finally {
        clearTimeout(timer); // a file may take longer
      }
      if (response.ok) return response;
      const error = refusal(response.status, response.headers, await response.text());
      if (!AGAIN.has(response.status) || !(await wait(retries, tried, error.retryAfter))) throw error;
    }
  };
}

/** JSON is read to its end, so that an answer that breaks off is noticed; a file comes as it comes. */
async function whole(response: Response): Promise<Response> {
  const isFile = response.ok && !response.headers.get("content-type")?.startsWith("application/json");
  if (isFile) return response;
  const bytes = await response.arrayBuffer();
  const { status, headers } = response;
  return new Response(bytes.byteLength ? bytes : null, { status, headers });
}
