// The client: every action and every operation, typed by the OpenAPI document, and walks over lists.

import createClient, { type Client } from "openapi-fetch";

import { taken } from "./exports.ts";
import { Changes, walk, type Connection } from "./pages.ts";
import { PATIENCE, retrying, type Retries } from "./retries.ts";
import type { components, paths } from "./schema.ts";

/** The routes whose body names an action. */
type Route = {
  [P in keyof paths]: paths[P] extends { post: { requestBody: { content: { "application/json": { action: string } } } } }
    ? P
    : never;
}[keyof paths];
type RequestOf<P extends Route> = paths[P]["post"]["requestBody"]["content"]["application/json"];
type ResponseOf<P extends Route> = paths[P]["post"]["responses"][200]["content"]["application/json"];
type Ask<P extends Route, A> = Omit<Extract<RequestOf<P>, { action: A }>, "action">;
type Data<P extends Route, A> = Extract<ResponseOf<P>, { metadata: { action: A } }>["data"];
type Params<A> = NonNullable<Extract<RequestOf<"/v2/network">, { action: A }>["params"]>;

export type Change = components["schemas"]["ChangeInfo"];

/** What a call answers. */
export interface Answer<T> {
  data: T;
  /** What the call cost. */
  credits: number;
  requestId: string | null;
  /** The snapshot that a page is of; pass it on as `params.snapshot`. */
  snapshot: string | null;
  /** Whether this is the answer to an earlier request under the same idempotency key. */
  replayed: boolean;
}

export interface Options {
  /** Seconds that one try may take; 60 unless told. */
  timeout?: number;
  retries?: Partial<Retries>;
  fetch?: typeof fetch;
}

/** How far a walk goes. */
export interface Walk {
  /** At most so many. */
  limit?: number;
}

/** A kith server, seen with one key. */
export class Kith {
  /** Every operation, by method and path; what is not a success is thrown. `result` takes the data out. */
  readonly api: Client<paths>;
  readonly #retries: Retries;

  constructor(url: string, apiKey: string, options: Options = {}) {
    if (!/^[!-~]+$/.test(apiKey)) throw new TypeError("apiKey must be the key that `kith key create` printed");
    if (!/^https?:\/\/[^/]/.test(url) || !URL.canParse(url)) {
      throw new TypeError("url must be the server's address, like http://127.0.0.1:7171");
    }
    const way = options.fetch ?? fetch;
    this.#retries = { ...PATIENCE, ...options.retries };
    const sent = retrying(way, apiKey, options.timeout ?? 60, this.#retries);
    this.api = createClient<paths>({ baseUrl: url, fetch: sent });
  }

  /** One call of an action: `act("/v2/network", "search_connections", { account_id, params: { query: "acme" } })`. */
  async act<P extends Route, A extends RequestOf<P>["action"]>(
    path: P,
    action: A,
    ask: Ask<P, A>,
  ): Promise<Answer<Data<P, A>>> {
    // Which request belongs to which answer is told by the types above; openapi-fetch knows their unions alone.
    const post = this.api.POST as unknown as (path: P, init: { body: unknown }) => Promise<{ data: unknown; response: Response }>;
    const { data: answer, response } = await post(path, { body: { action, ...ask } });
    const { data, metadata } = answer as { data: Data<P, A>; metadata: { credits_consumed: number } };
    return {
      data,
      credits: metadata.credits_consumed,
      requestId: response.headers.get("x-request-id"),
      snapshot: response.headers.get("x-kith-snapshot"),
      replayed: response.headers.get("idempotent-replayed") === "true",
    };
  }

  /** Everybody in the account's list, newest first, each once, whatever is imported meanwhile. */
  connections(
    account_id: string,
    { limit, snapshot, ...params }: Omit<Params<"list_connections">, "count" | "offset"> & Walk = {},
  ): AsyncGenerator<Connection, void> {
    return walk(
      (count, offset, snapshot) =>
        this.act("/v2/network", "list_connections", { account_id, params: { ...params, count, offset, snapshot } }),
      snapshot,
      limit,
    );
  }

  /** Everybody who fits all that is asked for, as `search_connections` finds them. */
  search(
    account_id: string,
    { limit, snapshot, ...params }: Omit<Params<"search_connections">, "count" | "offset"> & Walk,
  ): AsyncGenerator<Connection, void> {
    return walk(
      (count, offset, snapshot) =>
        this.act("/v2/network", "search_connections", { account_id, params: { ...params, count, offset, snapshot } }),
      snapshot,
      limit,
    );
  }

  /** What changed since a cursor, a snapshot or a time; without one the whole list first, as added. */
  changes(account_id: string, { since, ...params }: Omit<Params<"list_changes">, "count"> = {}): Changes<Change> {
    return new Changes(async (since) => {
      const ask = { account_id, params: { ...params, since, count: 500 } };
      return (await this.act("/v2/network", "list_changes", ask)).data;
    }, since);
  }

  /** The whole list as a file, in parts as they come. A text format that breaks off goes on where it broke, free. */
  export(
    account_id: string,
    query: paths["/v2/accounts/{account_id}/export"]["get"]["parameters"]["query"] = {},
  ): AsyncGenerator<Uint8Array, void> {
    const send = async (headers: Record<string, string>) => {
      const params = { path: { account_id }, query };
      return (await this.api.GET("/v2/accounts/{account_id}/export", { params, headers, parseAs: "stream" })).response;
    };
    return taken(send, crypto.randomUUID(), this.#retries);
  }

  /** Imports an export: the archive, or its list alone. */
  async import(
    account_id: string,
    content: Uint8Array<ArrayBuffer> | string,
    type: "application/zip" | "text/csv",
  ): Promise<components["schemas"]["ImportReport"]> {
    return await result(
      this.api.POST("/v2/accounts/{account_id}/import", {
        params: { path: { account_id } },
        body: content as never, // the document knows it as a file
        bodySerializer: (content: unknown) => content as BodyInit,
        headers: { "content-type": type },
      }),
    );
  }
}

/** The data of a call of `kith.api`: `await result(kith.api.GET("/v2/accounts"))`. */
export async function result<T>(call: Promise<{ data?: { data: T } }>): Promise<T> {
  const { data: answer } = await call;
  if (answer === undefined) throw new TypeError("the call answers no JSON");
  return answer.data;
}
