// A client of the server under test, and accounts with invented people.

import { Kith, result, type Options } from "../src/index.ts";

export const URL = process.env["KITH_URL"] ?? "";
export const KEY = process.env["KITH_API_KEY"] ?? "";

export const kith = client();

export function client(options?: Options): Kith {
  return new Kith(URL, KEY, options);
}

/** An export of the people from `first` up to `last`, the latter left out. */
export function exported(first: number, last: number): string {
  const rows = Array.from({ length: last - first }, (_, at) => {
    const n = first + at;
    return `Jane${n},Doe,https://www.linkedin.com/in/jane-doe-${n},,${n % 2 ? "Acme" : "Furs"},Buyer,01 Feb 2024`;
  });
  return ["First Name,Last Name,URL,Email Address,Company,Position,Connected On", ...rows, ""].join("\n");
}

export function names(first: number, last: number): string[] {
  return Array.from({ length: last - first }, (_, at) => `Jane${first + at} Doe`).sort();
}

/** An account whose list is of these people. */
export async function accountOf(first: number, last: number): Promise<string> {
  const { account_id } = await result(
    kith.api.POST("/v2/accounts", { body: { name: "Ada", source: { kind: "archive" } } }),
  );
  await kith.import(account_id, exported(first, last), "text/csv");
  return account_id;
}

export async function balance(): Promise<number> {
  return (await result(kith.api.GET("/v2/credits"))).balance;
}
