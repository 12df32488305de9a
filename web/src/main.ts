// The page: read the data, lay out the panels, let them follow the reader.
import { redrawAll } from "./chart";
import { assign } from "./colour";
import * as controls from "./controls";
import { inflate, unpack, type Data } from "./data";
import { h, put } from "./dom";
import { date, plural } from "./format";
import * as live from "./live";
import * as loss from "./loss";
import * as network from "./network";
import { num } from "./origin";
import * as runout from "./runout";
import * as sensitivity from "./sensitivity";
import * as standoff from "./standoff";
import * as state from "./state";
import * as tables from "./tables";
import * as verdicts from "./verdicts";

async function read(): Promise<Data> {
    const head = JSON.parse(document.getElementById("data")!.textContent!);
    return unpack(JSON.parse(new TextDecoder().decode(await inflate(head.packed))));
}

// The scenario to begin with: the one most claims look at that is no standing one; else the first that is none.
function opening(data: Data): string {
    const ids = Object.keys(data.scenarios), standing = new Set(["status-quo", "no-measures"]), count = new Map<string, number>();
    for (const r of data.readings) count.set(r.scenario, (count.get(r.scenario) ?? 0) + 1);
    const others = ids.filter((id) => !standing.has(id)).sort((a, b) => (count.get(b) ?? 0) - (count.get(a) ?? 0));
    return others[0] ?? ids[0];
}

function theme(): HTMLElement {
    const words = ["auto", "light", "dark"];
    const button = h("button", { type: "button", class: "quiet", id: "theme" }, "Theme: auto");
    button.addEventListener("click", () => {
        const next = words[(words.indexOf(document.documentElement.dataset.theme ?? "auto") + 1) % 3];
        if (next === "auto") delete document.documentElement.dataset.theme;
        else document.documentElement.dataset.theme = next;
        button.textContent = "Theme: " + next;
    });
    return button;
}

function masthead(data: Data): HTMLElement {
    const r = data.run, p = r.provenance;
    return h("header", { class: "masthead" }, h("div", { class: "inner" }, h("p", { class: "over" }, h("span", {}, "Lodestone report"), theme()), h("h1", {}, r.case.title),
        h("p", { class: "lede" }, `As of ${date(r.case.as_of)}; ${date(r.start)} to ${date(r.end)} in steps of ${plural(r.step_days, "day")}, `, num(r.draws > 1 ? plural(r.draws, "draw") + " of all uncertain inputs" : "one run with central values", { of: "run" }), `. `,
            num(`${p.by_grade.D} of ${p.inputs}`, { of: "run" }), ` inputs are of grade D (judgement); ${p.defaults} more are left to defaults.`),
        h("p", { class: "note" }, "A model of logistics and accounting, not of politics. Every number is a button: it leads to the rows and sources it rests on.", r.configuration.set.length ? ` Set on the command line: ${r.configuration.set.join(", ")}.` : "")));
}

interface Panel { id: string; title: string; body: () => HTMLElement | null }
const PANELS: Panel[] = [
    { id: "verdicts", title: "Verdicts", body: verdicts.panel },
    { id: "what-if", title: "What if", body: controls.panel },
    { id: "network-panel", title: "Supply network", body: network.panel },
    { id: "run-out", title: "What runs out, when", body: runout.panel },
    { id: "loss", title: "Loss per day", body: loss.panel },
    { id: "stand-off", title: "Stand-off", body: standoff.panel },
    { id: "rebuild", title: "Way around the chokepoint", body: rebuild },
    { id: "what-moves", title: "What moves the answer", body: sensitivity.panel },
    { id: "inputs", title: "Inputs", body: tables.inputs },
    { id: "sources", title: "Sources", body: tables.sources },
];

// Only where the case lists projects.
function rebuild(): HTMLElement | null {
    const { data } = state.get();
    if (data.projects === 0) return null;
    return h("p", { class: "sentence" }, `Not computed: this version has no plan of rebuilding. The case lists ${plural(data.projects, "project")}; those that are committed are part of every run.`);
}

// Let the browser show what is there.
const breathe = (): Promise<void> => new Promise((done) => setTimeout(done));

// The verdicts first; the other panels follow one by one, so that the first result is there at once.
async function layout(data: Data): Promise<void> {
    const main = h("main", { class: "inner" }), links = h("ul", { class: "inner" }), r = data.run;
    put(document.getElementById("app")!, h("a", { class: "skip", href: "#verdicts", onclick: (e: Event) => { e.preventDefault(); document.getElementById("verdicts")!.focus(); } }, "Skip to the verdicts"), masthead(data), controls.bar(),
        h("nav", { "aria-label": "Panels" }, links), main,
        h("footer", { class: "inner" }, h("p", {}, `Lodestone ${r.lodestone}. Case ${r.case.id}, input ${r.input_hash.slice(0, 12)}, seed ${r.seed}. Repeat it: `, h("code", {}, data.command))));
    for (const p of PANELS) {
        const body = p.body();
        if (!body) continue;
        const section = h("section", { id: p.id, tabindex: -1, "aria-labelledby": p.id + "-title" }, h("h2", { id: p.id + "-title" }, p.title), body);
        const go = (e: Event) => { e.preventDefault(); section.scrollIntoView(); section.focus({ preventScroll: true }); };
        main.append(section);
        links.append(h("li", {}, h("a", { href: "#" + p.id, onclick: go }, p.title)));
        if (p.id === "verdicts") performance.mark("first-result");
        document.documentElement.dataset.ready = "yes";
        await breathe();
    }
}

async function boot(): Promise<void> {
    const data = await read();
    assign(data);
    state.begin({ data, scenario: opening(data), product: "", set: {}, off: [], shown: [], live: null, status: "" });
    state.get().shown = controls.suggested();
    state.fromFragment(location.hash);
    await layout(data);
    window.addEventListener("beforeprint", redrawAll);
    window.addEventListener("afterprint", redrawAll);
    if (state.changed()) live.request();
    document.documentElement.dataset.complete = "yes";
}

boot().catch((error) => {
    console.error(error);
    document.getElementById("app")!.append(h("p", { role: "alert" }, `This page could not be drawn: ${error instanceof Error ? error.message : error}. It needs a browser of 2023 or later.`));
});
