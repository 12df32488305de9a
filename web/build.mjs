// Bundle script and style of the page: node build.mjs FOLDER
import { build } from "esbuild";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const out = process.argv[2];
const common = { bundle: true, minify: true, charset: "utf8", target: "es2022", legalComments: "inline", logLevel: "warning" };

// The worker becomes a string of the page, which starts it from a Blob.
const worker = existsSync("src/worker.ts")
    ? (await build({ ...common, entryPoints: ["src/worker.ts"], format: "iife", write: false })).outputFiles[0].text
    : "";

// a build without the live module
const noEngine = {
    name: "no-engine",
    setup: (b) => {
        if (existsSync("src/engine.ts")) return;
        b.onResolve({ filter: /^\.\/engine$/ }, () => ({ path: "engine", namespace: "none" }));
        b.onLoad({ filter: /.*/, namespace: "none" }, () => ({ contents: "export const Engine = null;" }));
    },
};

mkdirSync(out, { recursive: true });
const bundle = await build({
    ...common, metafile: true, entryPoints: ["src/main.ts"], outfile: join(out, "new.js"), format: "iife", plugins: [noEngine],
    define: { WORKER_SOURCE: JSON.stringify(worker) },
});
await build({ ...common, entryPoints: ["src/page.css"], outfile: join(out, "page.css") });
// The licences of what is bundled go with it.
const used = new Set(Object.keys(bundle.metafile.inputs).flatMap((f) => f.match(/node_modules\/(?:@[^/]+\/)?[^/]+/) ?? []));
const notes = [...used].sort().map((p) => `${JSON.parse(readFileSync(`${p}/package.json`)).name}: ${readFileSync(`${p}/LICENSE`, "utf8").trim().replaceAll("*/", "* /")}`);
writeFileSync(join(out, "new.js"), `/*! Parts of this script:\n\n${notes.join("\n\n")}\n*/\n${readFileSync(join(out, "new.js"), "utf8")}`);

// last, and whole or not at all: the rest of the build looks at this one
renameSync(join(out, "new.js"), join(out, "page.js"));
