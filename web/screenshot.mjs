// Pictures of a report for the README: node web/screenshot.mjs REPORT.html FOLDER. They are WebP, which the browser makes.
import { writeFileSync, mkdirSync } from "node:fs";
import { resolve, join } from "node:path";
import { chromium } from "playwright-core";

const [report, folder] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"] });
const context = await browser.newContext({ viewport: { width: 1280, height: 820 }, offline: true });
const page = await context.newPage(), darkroom = await context.newPage();
await page.goto("file://" + resolve(report));
await page.waitForSelector("html[data-complete]");
await page.evaluate(() => { document.querySelector("#bar").style.position = "static"; });
mkdirSync(folder, { recursive: true });

async function take(name, selector, above, height) {
    const top = await page.$eval(selector, (x) => x.getBoundingClientRect().top + scrollY);
    const png = await page.screenshot({ fullPage: true, clip: { x: 0, y: Math.max(0, top - above), width: 1280, height } });
    const webp = await darkroom.evaluate(async (url) => {
        const image = new Image();
        image.src = url;
        await image.decode();
        const canvas = document.createElement("canvas");
        [canvas.width, canvas.height] = [image.width, image.height];
        canvas.getContext("2d").drawImage(image, 0, 0);
        return canvas.toDataURL("image/webp", 0.6);
    }, "data:image/png;base64," + png.toString("base64"));
    writeFileSync(join(folder, name + ".webp"), Buffer.from(webp.split(",")[1], "base64"));
}

await take("report-verdicts", "#app", 0, 980);
await take("report-network", "#network-panel", 0, 780);
await browser.close();
