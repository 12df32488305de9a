// The engine in the page: a slider and a toggle change verdicts and bands, which equal what the program gives for the same --set.
import { execFileSync } from "node:child_process";
import { cpus, loadavg } from "node:os";
import { check, close, open, problems } from "./browser.mjs";

const [file, folder] = process.argv.slice(2);
const page = await open(file);
if (await page.$("#no-engine")) {
    console.log("ok the engine in the page # SKIP built without the live module");
    await close();
    process.exit(0);
}
const lodestone = (...args) => JSON.parse(execFileSync(process.env.LODESTONE, args, { maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "ignore"] }));
const status = () => page.$eval("#status", (s) => ({ text: s.textContent, draws: Number(s.dataset.draws), hash: s.dataset.hash }));
const losses = () => page.$$eval("#chart-loss-mean .loss-row", (r) => r.map((x) => [x.dataset.actor, Number(x.dataset.median)]));
const shares = () => page.$$eval(".reading", (r) => r.map((x) => [x.dataset.reading, x.dataset.share ?? null]));
const band = () => page.$$eval("#run-out .line", (l) => l.map((x) => x.getAttribute("d")).join("|"));

check("the file's own result is said to be that", /own result/.test((await status()).text));
check("there is nothing to reset", !(await page.isVisible("#reset")));
const before = { losses: await losses(), shares: await shares(), band: await band() };

// warm: the engine starts when its panel comes into view
await page.$eval("#what-if", (x) => x.scrollIntoView());
await page.waitForTimeout(1500);

// move the first slider to an end, as a hand does
const slide = await page.$(".slider input[type=range]");
const name = (await slide.getAttribute("id")).slice("slide-".length);
const times = [];
for (const end of ["max", "min", "max"]) {
    times.push(await page.evaluate(async ([id, end]) => {
        const s = document.getElementById(id), bar = document.getElementById("status"), start = performance.now();
        s.value = s[end];
        s.dispatchEvent(new Event("input"));
        while (performance.now() - start < 20000) {
            await new Promise((r) => setTimeout(r, 10));
            if (/central run, draws follow|\d+ of \d+ draws/.test(bar.textContent)) return performance.now() - start;
        }
        return Infinity;
    }, [await slide.getAttribute("id"), end]));
}
check("the engine answers a moved slider", times.every(Number.isFinite), times);
// of a machine that has nothing else to do
const busy = Math.max(1, loadavg()[0] / cpus().length);
check("within 1 s, the best of three", Math.min(...times) < 1000 * busy, [times, busy]);
await page.waitForFunction(() => Number(document.getElementById("status").dataset.draws) >= 1000, null, { timeout: 120000 });
const moved = await status();
check("the page says that the result is not the file's own", /Not the file's own result: 1 input moved/.test(moved.text), moved.text);
check("verdicts follow", JSON.stringify(await shares()) !== JSON.stringify(before.shares));
check("bands follow", (await band()) !== before.band);

// the same by the program
const value = await page.$eval(".slider input[type=number]", (x) => x.value), scenario = await page.inputValue("#scenario");
const same = lodestone("run", folder, "--draws", "1000", "--scenario", scenario, "--set", `${name}=${value}`, "--json");
check("the ensemble has the hash of the program's", moved.hash === same.ensemble_hash, [moved.hash, same.ensemble_hash, name, value]);
const off = (await losses()).filter(([a, m]) => m !== same.scenarios[scenario].loss[a].mean_usd_per_day.p50);
check("losses are the program's for the same --set", off.length === 0, off);
const told = Object.fromEntries(await shares());
const wrong = same.claims.filter((c) => c.draws > 0 && Number(told[c.id]) !== c.probability).map((c) => [c.id, c.probability, told[c.id]]);
check("verdicts are the program's for the same --set", wrong.length === 0 && same.claims.some((c) => c.draws > 0), wrong);

// a link carries it
check("the address carries the slider", decodeURIComponent(await page.evaluate(() => location.hash)).includes(`${name}=${value}`));
const again = await open(file, { hash: await page.evaluate(() => location.hash) });
await again.waitForFunction(() => /moved/.test(document.getElementById("status").textContent), null, { timeout: 30000 });
check("and brings it back", (await again.$eval(".slider input[type=number]", (x) => x.value)) === value);
await again.context().close();

await page.click("#reset");
await page.waitForFunction(() => /own result: \d+ draws/.test(document.getElementById("status").textContent));
check("reset brings the file's own result back", JSON.stringify(await losses()) === JSON.stringify(before.losses) && JSON.stringify(await shares()) === JSON.stringify(before.shares));

// a measure is switched off
const toggle = await page.$(".toggles input[type=checkbox]");
await toggle.evaluate((x) => x.click());
await page.waitForFunction(() => Number(document.getElementById("status").dataset.draws) >= 8 && /1 measure switched off\. \d/.test(document.getElementById("status").textContent), null, { timeout: 60000 });
check("a measure that is switched off changes the losses", JSON.stringify(await losses()) !== JSON.stringify(before.losses), await losses());
await page.click("#reset");
check("no errors, no requests", problems.length === 0, problems);
await close();
