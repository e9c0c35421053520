// The example of the README runs as it stands, with the package as it is built.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { test } from "node:test";

import { accountOf } from "./people.ts";

test("the example of the readme runs", async () => {
  await accountOf(0, 60);
  const root = new globalThis.URL("../", import.meta.url);
  const readme = readFileSync(new globalThis.URL("README.md", root), "utf8");
  const example = /```ts\n(.*?)```/s.exec(readme)?.[1];
  assert.ok(example);
  const file = new globalThis.URL("example.ts", root);
  writeFileSync(file, example);
  try {
    assert.match(execFileSync(process.execPath, [file.pathname], { encoding: "utf8" }), /Jane/);
  } finally {
    rmSync(file);
  }
});
