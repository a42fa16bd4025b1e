import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { publint } from "publint";
import { adviceOf } from "../src/index.js";

const PACKAGE = fileURLToPath(new URL("../../", import.meta.url));
const SPEC = fileURLToPath(new URL("../../../spec/", import.meta.url));

interface Catalogue {
  causes: { id: string; answer: { closeCode: number | null; retry: string } }[];
}

interface Codes {
  codes: { code: number; retry: string }[];
}

const { causes } = JSON.parse(readFileSync(`${SPEC}causes.json`, "utf8")) as Catalogue;
const { codes } = JSON.parse(readFileSync(`${SPEC}codes.json`, "utf8")) as Codes;

async function gzipped(contents: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: PACKAGE },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    external: ["react"],
  });
  return gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).length;
}

describe("the package", () => {
  test("is as small as it says", async (context) => {
    const budgets = {
      'export { CoreClient } from "./dist/core.js"': 5 * 1024,
      'export { HoldfastClient } from "./dist/index.js"': 9 * 1024,
      'export * from "./dist/react.js"': 10 * 1024,
    };
    for (const [use, budget] of Object.entries(budgets)) {
      const size = await gzipped(use);
      context.diagnostic(`${use}: ${size} bytes`);
      assert.ok(size <= budget, `${use} is ${size} bytes gzipped, more than ${budget}`);
    }
    const observer = gzipSync(readFileSync(`${PACKAGE}dist/observer.min.js`), { level: 9 }).length;
    assert.ok(observer <= 3 * 1024, `observer.min.js is ${observer} bytes gzipped`);
  });

  test("has nothing that publint complains of", async () => {
    const { messages } = await publint({ pkgDir: PACKAGE, strict: true });
    assert.deepEqual(messages, []);
  });

  test("has types that every module resolution finds", async () => {
    const cli = `${PACKAGE}node_modules/@arethetypeswrong/cli/dist/index.js`;
    // ESM only; it ends with 1 if anything else is wrong. The last one is a script and has no types.
    await promisify(execFile)(
      process.execPath,
      [cli, "--pack", ".", "--profile", "esm-only", "--exclude-entrypoints", "./observer.js"],
      { cwd: PACKAGE },
    );
  });

  test("needs nothing at run time", () => {
    const { dependencies } = JSON.parse(readFileSync(`${PACKAGE}package.json`, "utf8"));
    assert.equal(dependencies, undefined);
  });
});

describe("one truth with the server", () => {
  test("every close code of spec/codes.json is understood as it is meant", () => {
    for (const { code, retry } of codes) {
      assert.equal(adviceOf(code, ""), retry, `${code}`);
    }
  });

  test("every cause of spec/causes.json that a close frame names is understood as it is meant", () => {
    for (const { id, answer } of causes) {
      if (answer.closeCode !== null) {
        assert.equal(adviceOf(answer.closeCode, `${id}: …`), answer.retry, id);
      }
    }
  });

  test("every cause that the client names by itself is in the catalogue", () => {
    const known = new Set(causes.map(({ id }) => id));
    const source = readFileSync(`${PACKAGE}src/evidence/diagnosis.ts`, "utf8");
    const named = [...source.matchAll(/(?:told|found)\((?:\s*report,)?\s*"([a-z0-9-]+)"/g)].map(([, id]) => id ?? "");
    const possible = [...source.matchAll(/\[((?:"[a-z0-9-]+",? ?)+)/g)].flatMap(([, list]) =>
      [...(list ?? "").matchAll(/"([a-z0-9-]+)"/g)].map(([, id]) => id ?? ""),
    );
    assert.ok(named.length >= 9 && possible.length >= 8);
    for (const id of [...named, ...possible]) {
      assert.ok(known.has(id), `${id} is not in spec/causes.json`);
    }
  });
});
