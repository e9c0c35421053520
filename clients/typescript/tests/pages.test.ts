// Walks over lists: each person once, from one snapshot, at the price of full pages.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Kith } from "../src/index.ts";
import { accountOf, balance, exported, kith, names } from "./people.ts";

test("a walk gives each person once while imports land", async () => {
  const account = await accountOf(0, 1_250);
  const seen: string[] = [];
  let newer = 1_250;
  for await (const person of kith.connections(account, { fields: ["company"] })) {
    seen.push(person.name);
    assert.ok(person.company === "Acme" || person.company === "Furs");
    if ([100, 101, 700].includes(seen.length)) {
      newer += 10;
      await kith.import(account, exported(newer - 1_200, newer), "text/csv");
    }
  }
  assert.deepEqual(seen.sort(), names(0, 1_250));
});

test("a walk costs what one page of everybody would, and who stops early pays for the first page alone", async () => {
  const account = await accountOf(0, 1_201);
  const before = await balance();
  let seen = 0;
  for await (const _ of kith.connections(account)) seen++;
  assert.equal(seen, 1_201);
  assert.equal(before - (await balance()), 25);
  for await (const _ of kith.connections(account)) break;
  assert.equal(before - (await balance()), 25 + 2);
  for await (const _ of kith.connections(account, { limit: 20 })) seen++;
  assert.equal(seen, 1_221);
  assert.equal(before - (await balance()), 25 + 2 + 1);
});

test("a search is walked over like the list", async () => {
  const account = await accountOf(0, 1_000);
  const found: string[] = [];
  for await (const person of kith.search(account, { query: "buyer doe", company: "acme" })) found.push(person.name);
  assert.deepEqual(found.sort(), names(0, 1_000).filter((name) => Number(name.slice(4, -4)) % 2));
});

test("changes go on where the last walk ended, and one that was broken off skips nothing", async () => {
  const account = await accountOf(0, 1_100);
  const brokenOff = kith.changes(account);
  const seen = new Set<string | undefined>();
  for await (const change of brokenOff) {
    seen.add(change.after?.name);
    if (seen.size === 600) break;
  }
  const rest = kith.changes(account, { since: brokenOff.cursor });
  for await (const change of rest) seen.add(change.after?.name);
  assert.deepEqual([...seen].sort(), names(0, 1_100));

  await kith.import(account, exported(1, 1_101), "text/csv");
  const types: string[] = [];
  for await (const change of kith.changes(account, { since: rest.cursor })) types.push(change.type);
  assert.deepEqual(types, ["removed", "added"]);
});

test("an address that is none and a limit below nothing are refused at once", () => {
  for (const url of ["127.0.0.1:7171", "", "/v2", "ftp://127.0.0.1", "http://", "http://[::1"]) {
    assert.throws(() => new Kith(url, "key"), /http:\/\/127\.0\.0\.1:7171/, url);
  }
  assert.throws(() => kith.connections("acc_0000000000000000", { limit: -1 }), /limit/);
});
