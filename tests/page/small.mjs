// The page of the small case: all panels, click-through, keyboard, themes, downloads, links, hostile text, a central run.
import { readFileSync } from "node:fs";
import { axe, check, close, data, open, problems } from "./browser.mjs";

const [file, json, central, nasty] = process.argv.slice(2);
const summary = JSON.parse(readFileSync(json, "utf8"));
const page = await open(file);

for (const id of ["verdicts", "what-if", "network-panel", "run-out", "loss", "what-moves", "inputs", "sources"])
    check(`panel ${id} is there`, (await page.$(`section#${id} h2`)) !== null);
check("panels stand in their order", JSON.stringify(await page.$$eval("main section", (s) => s.map((x) => x.id).filter((x) => ["verdicts", "network-panel", "run-out", "loss", "inputs", "sources"].includes(x)))) === JSON.stringify(["verdicts", "network-panel", "run-out", "loss", "inputs", "sources"]));

// verdicts agree with summary.json
const cards = await page.$$eval(".reading", (r) => r.map((x) => ({ id: x.dataset.reading, verdict: x.dataset.verdict, share: x.dataset.share })));
for (const c of summary.claims) {
    const card = cards.find((x) => x.id === c.id);
    check(`verdict on ${c.id} is that of summary.json`, card?.verdict === c.verdict && (c.probability === null || c.draws === 0 || Number(card.share) === c.probability), { card, c: [c.verdict, c.probability] });
}
check("the case has verdicts to show", summary.claims.length > 0);

// sources that are used are listed
const d = await data(page);
check("every source is listed", (await page.$$(".sources li")).length === d.sources.length);

// a click leads from a number to rows and sources
await page.click(".reading .share button.num");
check("a number opens what it rests on", await page.isVisible("dialog#origin[open]"));
check("which names rows with their place", /\.(csv|yaml):\d+/.test(await page.textContent("dialog#origin")));
const source = await page.$("dialog#origin a.source");
check("and sources", source !== null);
if (source) {
    const id = await source.getAttribute("data-source");
    await source.click();
    check("a source leads to its entry", (await page.evaluate(() => document.activeElement?.id)) === "source-" + id);
}
await page.click(".reading .share button.num");
const row = await page.$("dialog#origin button.link:visible");
if (row) {
    const name = await row.textContent();
    await row.click();
    check("a row leads to the table of inputs", (await page.evaluate(() => document.activeElement?.id)) === "input-" + name);
}
await page.click(".reading .share button.num");
await page.keyboard.press("Escape");
check("Escape closes it", !(await page.isVisible("dialog#origin")));

// a scenario is chosen; every chart says so in words
await page.selectOption("#scenario", "status-quo");
check("the loss panel follows the scenario", /status-quo/.test(await page.textContent("#loss")));
for (const f of await page.$$("figure.chart")) {
    const [label, sentence] = [await f.$eval("svg", (s) => s.getAttribute("aria-label")), await f.$eval(".sentence", (s) => s.textContent)];
    check(`chart ${await f.getAttribute("data-chart")} has a sentence with numbers`, /\d/.test(sentence) && label.length > 10, sentence);
    await f.$eval("details.data", (x) => { x.open = true; });
    await page.waitForTimeout(20);
    check(`chart ${await f.getAttribute("data-chart")} has its data as a table`, (await f.$$("details.data tbody tr")).length > 0);
}

// downloads
for (const what of ["SVG", "PNG", "CSV"]) {
    const [got] = await Promise.all([page.waitForEvent("download"), page.click(`#chart-network .downloads button:text-is("${what}")`)]);
    const bytes = readFileSync(await got.path());
    check(`${what} of a chart can be downloaded`, bytes.length > 100 && (what !== "PNG" || bytes.subarray(1, 4).toString() === "PNG") && (what !== "SVG" || !bytes.includes("var(")), bytes.length);
}

// a link carries the choice
await page.click("#link");
check("a link carries the scenario", (await page.evaluate(() => location.hash)).includes("scenario=status-quo"));
const again = await open(file, { hash: "#scenario=status-quo" });
check("and brings it back", (await again.inputValue("#scenario")) === "status-quo");

// keyboard: the first stop skips to the verdicts
await again.keyboard.press("Tab");
check("the first stop of the keyboard is a link past the head", (await again.evaluate(() => document.activeElement?.className)) === "skip");

// themes
await again.click("#theme");
await again.click("#theme");
check("the theme can be chosen", (await again.evaluate(() => getComputedStyle(document.body).backgroundColor)) === "rgb(21, 24, 28)");

// paper
await again.emulateMedia({ media: "print" });
check("paper shows no controls", !(await again.isVisible("#what-if")) && (await again.isVisible("#verdicts")));

for (const theme of ["light", "dark"]) {
    const p = await open(file, { theme });
    const bad = await axe(p);
    check(`no serious violation of accessibility, ${theme}`, bad.length === 0, bad);
}

const one = await open(central);
check("a central run says that nothing is judged", /not computed/i.test(await one.textContent("#verdicts")) && /central values/.test(await one.textContent("#verdicts")));
const hostile = await open(nasty);
check("text of a case is never code", !["1", "2"].includes(await hostile.title()) && (await hostile.textContent("h1")).includes("</script>"), await hostile.title());
check("no errors, no requests", problems.length === 0, problems);
await close();
