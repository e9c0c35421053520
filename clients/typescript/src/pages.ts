// Lists as one walk, page after page. All pages of a walk are of one snapshot, so that it never tears.

import type { Answer } from "./client.ts";
import type { components } from "./schema.ts";

type Connections = components["schemas"]["Connections"];
export type Connection = components["schemas"]["Connection"];

/** How many a page asks for: few at first, for who stops early. Full fifties, so that none is paid in part. */
const SIZES = [100, 400, 1_000] as const;

/** Reads pages by count, offset and snapshot, the first page's from the second on. */
export function walk(
  read: (count: number, offset: number, snapshot?: string) => Promise<Answer<Connections>>,
  snapshot?: string,
  limit = Infinity,
): AsyncGenerator<Connection, void> {
  if (!(limit >= 0)) throw new RangeError("limit must be 0 or more");
  return pages(read, snapshot, limit);
}

async function* pages(
  read: (count: number, offset: number, snapshot?: string) => Promise<Answer<Connections>>,
  snapshot: string | undefined,
  limit: number,
): AsyncGenerator<Connection, void> {
  let offset = 0;
  for (let page = 0; offset < limit; page++) {
    const answer = await read(Math.min(SIZES[page] ?? 1_000, limit - offset), offset, snapshot);
    yield* answer.data.connections;
    const next = answer.data.pagination.next_offset;
    if (next === null || next === undefined) return;
    snapshot ??= answer.snapshot ?? undefined;
    offset = next;
  }
}

/** Changes, oldest first. Keep `cursor` once you have worked off what came: the next walk begins there. */
export class Changes<T> implements AsyncIterable<T> {
  /** Where the next walk begins, so that it skips nothing. It moves on when a page was walked over to its end. */
  cursor: string | undefined;
  readonly #read: (since?: string) => Promise<{ changes: T[]; cursor: string; has_more: boolean }>;

  constructor(read: (since?: string) => Promise<{ changes: T[]; cursor: string; has_more: boolean }>, since?: string) {
    this.#read = read;
    this.cursor = since;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void> {
    for (let more = true; more; ) {
      const page = await this.#read(this.cursor);
      yield* page.changes;
      this.cursor = page.cursor;
      more = page.has_more;
    }
  }
}
