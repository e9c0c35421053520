// kith's client: a person's network as an API that they own.

export { Kith, result, type Answer, type Change, type Options, type Walk } from "./client.ts";
export { ApiError, ConnectionFailed, KithError, type Refusal } from "./errors.ts";
export { Changes, type Connection } from "./pages.ts";
export type { Retries } from "./retries.ts";
export type { components, paths } from "./schema.ts";
