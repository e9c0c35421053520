// Calls whose answers are read back as the types that the document promises.

import assert from "node:assert/strict";
import { test } from "node:test";

import { accountOf, kith } from "./people.ts";

test("who knows whom is asked of one account and of all", async () => {
  const [ada, bob] = [await accountOf(0, 60), await accountOf(40, 100)];
  const profile_urls = ["linkedin.com/in/jane-doe-50", "linkedin.com/in/jane-doe-70"];
  const matched = await kith.act("/v2/network", "match_connections", { account_id: ada, params: { profile_urls } });
  assert.equal(matched.credits, 1);
  const params = { accounts: [ada, bob], known_by_at_least: 2, count: 50 };
  const both = await kith.act("/v2/team", "list_people", { params });
  assert.equal(both.data.total_available_results, 20);
  assert.deepEqual(both.data.people[0]?.known_by.map((one) => one.account_id).sort(), [ada, bob].sort());
});
