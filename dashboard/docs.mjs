// Makes pages of docs/**/*.md, so that a cause's page can be read where there is no other network than the server's own.
// `node docs.mjs dist`
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { marked } from "marked";

const source = new URL("../docs/", import.meta.url).pathname;
const target = join(process.argv[2] ?? "dist", "docs");

const STYLE = `:root{color-scheme:light dark}
body{font:16px/1.6 system-ui,sans-serif;max-width:52rem;margin:0 auto;padding:1.5rem 1.2rem 3rem}
code,pre{font:.9em ui-monospace,Menlo,Consolas,monospace}
pre{overflow-x:auto;padding:.8rem;border:1px solid #8886;border-radius:8px}
table{border-collapse:collapse;display:block;overflow-x:auto}
th,td{border:1px solid #8886;padding:.3rem .6rem;text-align:left;vertical-align:top}
a{color:#0b6e99}@media(prefers-color-scheme:dark){body{background:#11161d;color:#e7ecf2}a{color:#6bc1e6}}
`;

function* files(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) {
      yield* files(path);
    } else if (name.endsWith(".md")) {
      yield path;
    }
  }
}

const renderer = new marked.Renderer();
// What is no page of ours stays in the repository: it is named, and leads nowhere.
renderer.link = function ({ href, tokens }) {
  const text = this.parser.parseInline(tokens);
  if (/^[a-z]+:/.test(href) || href.startsWith("#")) {
    return `<a href="${href}" rel="noreferrer">${text}</a>`;
  }
  const [path, anchor] = href.split("#");
  const inside = path.endsWith(".md") && !path.includes("../../") && !/^\.\.\/(spec|clinic|examples|client-js|README|CONTRIBUTING)/.test(path);
  const page = path.replace(/(^|\/)README\.md$/, "$1index.html").replace(/\.md$/, ".html");
  return inside ? `<a href="${page}${anchor === undefined ? "" : `#${anchor}`}">${text}</a>` : text;
};

const pages = [...files(source)];
for (const path of pages) {
  const name = relative(source, path).replace(/(^|\/)README\.md$/, "$1index.md");
  const text = readFileSync(path, "utf8");
  const title = /^# (.+)$/m.exec(text)?.[1] ?? name;
  const out = join(target, name.replace(/\.md$/, ".html"));
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, page(title, marked.parse(text, { renderer })));
}
const list = pages
  .map((path) => relative(source, path))
  .filter((name) => !name.includes("/"))
  .map((name) => `<li><a href="${name.replace(/\.md$/, ".html")}">${/^# (.+)$/m.exec(readFileSync(join(source, name), "utf8"))?.[1] ?? name}</a></li>`);
writeFileSync(join(target, "index.html"), page("Holdfast", `<h1>Holdfast</h1><ul>${list.join("")}<li><a href="causes/index.html">Every cause</a></li></ul>`));
writeFileSync(join(target, "docs.css"), STYLE);

function page(title, body) {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title.replace(/[<&`]/g, "")}</title><link rel="stylesheet" href="/docs/docs.css"><p><a href="/">← dashboard</a></p>${body}</html>`;
}
