// Tries: as often as told, as late as asked for, and never paid twice. Errors say what was wrong and never tell the key.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";

import { ApiError, ConnectionFailed, Kith, result, type Options } from "../src/index.ts";
import { accountOf, balance, client, KEY, kith, URL } from "./people.ts";

type Fault = (request: Request) => Promise<Response>;

const dropsTheAnswer: Fault = async (request) => {
  await (await fetch(request)).arrayBuffer();
  throw new TypeError("fetch failed");
};
const breaksOff: Fault = async (request) => {
  const { status, headers } = await fetch(request);
  const torn = new ReadableStream({ start: (stream) => stream.error(new TypeError("terminated")) });
  return new Response(torn, { status, headers });
};
/** Gives the first bytes of an answer, and no more. */
const breaksOffAfter = (upto: number): Fault => async (request) => {
  const response = await fetch(request);
  const part = new Uint8Array(await response.arrayBuffer()).subarray(0, upto);
  let gave = false;
  const pull = (stream: ReadableStreamDefaultController<Uint8Array>) => {
    if (gave || !part.length) return stream.error(new TypeError("terminated"));
    gave = true;
    stream.enqueue(part);
  };
  const { status, headers } = response;
  return new Response(new ReadableStream({ pull }, { highWaterMark: 0 }), { status, headers });
};
const isAway: Fault = async () => {
  throw new TypeError("fetch failed");
};
const refuses = (status: number, headers: Record<string, string> = {}): Fault => async () =>
  Response.json({ success: false, error: { code: "BUSY", message: "Later." } }, { status, headers });

/** A client on whose way the first calls go wrong, that notes how long it waits, and waits for nothing. */
function patient(...faults: Fault[]) {
  const waits: number[] = [];
  const keys: (string | null)[] = [];
  const way = async (input: string | Request | globalThis.URL): Promise<Response> => {
    const request = input as Request;
    keys.push(request.headers.get("idempotency-key"));
    return await (faults.shift() ?? fetch)(request);
  };
  const sleep = async (seconds: number) => void waits.push(seconds);
  const options: Options = { fetch: way, retries: { times: 3, first: 1, most: 60, sleep, random: () => 0.5 } };
  return { kith: client(options), waits, keys };
}

async function bytes(parts: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return Buffer.concat(all);
}

const credits = (kith: Kith) => result(kith.api.GET("/v2/credits"));

test("an answer that was lost is not paid again", async () => {
  const account_id = await accountOf(0, 60);
  const before = await balance();
  const { kith, keys } = patient(dropsTheAnswer, breaksOff);
  const answer = await kith.act("/v2/network", "list_connections", { account_id, params: { count: 60 } });
  assert.equal(answer.data.connections.length, 60);
  assert.ok(answer.replayed);
  assert.equal(answer.credits, 2);
  assert.equal(keys.length, 3);
  assert.ok(keys[0] && new Set(keys).size === 1);
  assert.equal(before - (await balance()), 2);
});

test("an export that breaks off goes on where it broke and is paid once", async () => {
  const account = await accountOf(0, 2_000);
  const whole = await bytes(kith.export(account, { format: "ndjson" }));
  assert.equal(whole.toString().split("\n").length, 2_001);
  const before = await balance();
  const faulty = patient(isAway, breaksOffAfter(0), breaksOffAfter(1_000), breaksOffAfter(70_000));
  assert.ok((await bytes(faulty.kith.export(account, { format: "ndjson" }))).equals(whole));
  assert.equal(before - (await balance()), 40);
  const parquet = patient(breaksOffAfter(10)).kith.export(account, { format: "parquet" });
  await assert.rejects(bytes(parquet), ConnectionFailed);
});

test("what may pass is tried again after longer and longer waits", async () => {
  for (const status of [429, 502, 503, 504]) {
    const { kith, waits } = patient(refuses(status), isAway, refuses(status));
    assert.ok((await credits(kith)).balance >= 0);
    assert.deepEqual(waits, [0.75, 1.5, 3]);
  }
});

test("a server that says when is heeded, and not waited for too long", async () => {
  const heeding = patient(refuses(429, { "retry-after": "7" }));
  await credits(heeding.kith);
  assert.deepEqual(heeding.waits, [7.75]);
  const refused = credits(patient(refuses(429, { "retry-after": "61" })).kith);
  await assert.rejects(refused, { name: "ApiError", status: 429, code: "BUSY", retryAfter: 61 });
});

test("a server that stays away is given up, and what can't pass is not tried again", async () => {
  await assert.rejects(credits(patient(isAway, isAway, isAway, isAway).kith), ConnectionFailed);
  const { kith, waits } = patient(refuses(400));
  await assert.rejects(credits(kith), { status: 400 });
  assert.deepEqual(waits, []);
});

test("an error has a code, a message, a status and the request's id", async () => {
  const params = { path: { account_id: "a/syncs?limit=1" } };
  const error = await result(kith.api.GET("/v2/accounts/{account_id}", { params })).catch((error) => error);
  assert.ok(error instanceof ApiError);
  assert.equal(error.status, 404);
  assert.equal(error.code, "INVALID_ACCOUNT");
  assert.ok(error.requestId && error.message.includes(error.requestId));
});

test("the key is told nowhere", async () => {
  assert.ok(!inspect(kith, { depth: null, showHidden: true }).includes(KEY));
  await assert.rejects(credits(new Kith(URL, "kith_wrong")), (error: Error) => !inspect(error).includes("kith_wrong"));
  assert.throws(() => new Kith(URL, "secret\r\n"), (error: Error) => !error.message.includes("secret"));
  const page: Fault = async () => new Response("<html>Jane Doe</html>", { status: 403 });
  await assert.rejects(credits(patient(page).kith), (error: Error) => !error.message.includes("Jane"));
});
