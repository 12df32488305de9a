// Run the live module outside of a page: node tests/live.mjs MODULE IMAGE DRAWS [NAME=VALUE | off:MEASURE | scenario:ID | time]...
// Prints the answer to the question; with `time`, CSV lines of how long each part took and how large the files are.
import { readFileSync } from "node:fs";
import { deflateSync } from "node:zlib";

const [, , modulePath, imagePath, count, ...rest] = process.argv;
const draws = Number(count), timed = rest.includes("time");
const module = readFileSync(modulePath), image = readFileSync(imagePath);
const { instance } = await WebAssembly.instantiate(module, {});
const x = instance.exports;
const bytes = (at, n) => new Uint8Array(x.memory.buffer, at >>> 0, n >>> 0);
const text = (at, n) => Buffer.from(bytes(at, n)).toString();

function must(ok) {
    if (ok) return ok;
    console.error(text(x.live_why(), x.live_why_length()) || "there is no memory");
    process.exit(1);
}

function put(from) {
    const at = x.memory_take(from.length);
    bytes(at, from.length).set(from);
    return at;
}

const withText = (s, use, ...more) => must(use(put(Buffer.from(s)), Buffer.byteLength(s), ...more));

must(x.live_open(put(image), image.length));
for (const word of rest) {
    const cut = word.lastIndexOf("=");
    if (word.startsWith("off:")) withText(word.slice(4), x.live_off);
    else if (word.startsWith("scenario:")) withText(word.slice(9), x.live_scenario);
    else if (cut > 0) withText(word.slice(0, cut), x.live_set, Number(word.slice(cut + 1)));
}

const lap = [performance.now()];
must(x.live_ask(draws));
lap.push(performance.now());
const took = [];
for (let block = 0; block < x.live_blocks(); block++) {
    const start = performance.now(), at = must(x.live_compute(block));
    took.push(performance.now() - start);
    must(x.live_absorb(at, x.live_packed()));
}
lap.push(performance.now());
const answer = must(x.live_answer(x.live_draws()));
lap.push(performance.now());
if (timed) {
    const median = took.sort((a, b) => a - b)[took.length >> 1];
    console.log([lap[1] - lap[0], median / 8, lap[3] - lap[2], image.length, deflateSync(image, { level: 9 }).length, module.length,
        deflateSync(module, { level: 9 }).length].join(","));
} else process.stdout.write(text(answer, x.live_answer_length()));
