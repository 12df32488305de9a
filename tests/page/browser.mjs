// What the tests of the page share: a browser without a network, and TAP.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

export const web = fileURLToPath(new URL("../../web/", import.meta.url));
const require = createRequire(web);
const { chromium } = require("playwright-core");
const AXE = require.resolve("axe-core/axe.min.js");

let browser;
export const problems = []; // errors of the console, requests that were made

export async function open(file, { width = 1280, height = 900, theme = "light", hash = "" } = {}) {
    browser ??= await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"] });
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, offline: true, acceptDownloads: true, bypassCSP: false });
    const page = await context.newPage();
    page.on("console", (m) => m.type() === "error" && problems.push(m.text()));
    page.on("pageerror", (e) => problems.push(String(e)));
    page.on("request", (r) => /^(file|blob|data):/.test(r.url()) || problems.push("asked for " + r.url()));
    await page.goto("file://" + file + hash);
    await page.waitForSelector("html[data-complete]", { timeout: 30000 });
    return page;
}

export const close = () => browser?.close();

export function check(name, holds, seen = "") {
    console.log(`${holds ? "ok" : "not ok"} ${name}`);
    if (!holds && seen !== "") console.log(String(typeof seen === "string" ? seen : JSON.stringify(seen)).slice(0, 800));
    if (!holds) process.exitCode = 0; // counted by its line
}

// Violations that axe calls serious or critical.
export async function axe(page) {
    // by the debugging protocol, since the page's policy lets no foreign script in
    const source = (await import("node:fs")).readFileSync(AXE, "utf8");
    const session = await page.context().newCDPSession(page);
    await session.send("Runtime.evaluate", { expression: source });
    const { result } = await session.send("Runtime.evaluate", { expression: "axe.run(document).then(r => JSON.stringify(r.violations.filter(v => ['serious','critical'].includes(v.impact)).map(v => v.id + ': ' + v.nodes.slice(0,3).map(n => n.target.join(' ') + ' ' + (n.any[0]?.message ?? '')).join(' | '))))", awaitPromise: true, returnByValue: true });
    return JSON.parse(result.value);
}

// The page's own data, unpacked as the page does.
export const data = (page) => page.evaluate(async () => {
    const bytes = Uint8Array.from(atob(JSON.parse(document.getElementById("data").textContent).packed), (c) => c.charCodeAt(0));
    return JSON.parse(await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).text());
});
