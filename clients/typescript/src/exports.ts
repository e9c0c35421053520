// A list as a file, taken as it comes. What breaks off goes on where it broke, and is paid once.

import { ConnectionFailed, KithError } from "./errors.ts";
import { wait, type Retries } from "./retries.ts";

type Headers = Record<string, string>;

/** Sends with these headers, more than once where the bytes of the format can be asked for from the middle on. */
export async function* taken(
  send: (headers: Headers) => Promise<Response>,
  key: string,
  retries: Retries,
): AsyncGenerator<Uint8Array, void> {
  const headers: Headers = { "idempotency-key": key, "accept-encoding": "identity" };
  let had = 0;
  for (let tried = 1; ; tried++) {
    const response = await send(headers);
    if (had && response.status !== 206) {
      await response.body?.cancel();
      throw new ConnectionFailed("the export broke off, and is another by now; begin anew");
    }
    const parts = response.body?.getReader();
    try {
      for (let part = await next(parts); part; part = await next(parts)) {
        had += part.length;
        tried = 0;
        yield part;
      }
      return;
    } catch (error) {
      if (!(error instanceof BrokenOff)) throw error; // whoever takes the parts threw it
      const goesOn = had === 0 || response.headers.get("accept-ranges") === "bytes";
      if (!goesOn || !(await wait(retries, Math.max(tried, 1), null))) {
        throw new ConnectionFailed("the export broke off");
      }
    } finally {
      await parts?.cancel().catch(() => undefined);
    }
    if (had) Object.assign(headers, { range: `bytes=${had}-`, "if-range": response.headers.get("etag") ?? "" });
  }
}

class BrokenOff extends KithError {}

async function next(parts?: ReadableStreamDefaultReader<Uint8Array>): Promise<Uint8Array | undefined> {
  try {
    return (await parts?.read())?.value;
  } catch {
    throw new BrokenOff();
  }
}
