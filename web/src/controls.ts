// Sliders for inputs, toggles for measures, and the line that says whose result is shown.
import type { Input, Measure } from "./data";
import { h, put } from "./dom";
import { date, number, plural } from "./format";
import { gradeMark, num, range } from "./origin";
import * as live from "./live";
import * as state from "./state";

// Ends of a slider: the declared range or, for a fixed input, half and twice its value within what a case may say.
export function ends(i: Input): [number, number] {
    if (i.high > i.low) return [i.low, i.high];
    const table = i.name.replace(/[[.].*$/, ""), column = i.name.slice(i.name.lastIndexOf(".") + 1);
    const [least, most] = state.get().data.bounds[`${table}.${column}`] ?? [0, null];
    const c = i.central || 1, lo = Math.max(least ?? -Infinity, c > 0 ? c / 2 : c * 2), hi = Math.min(most ?? Infinity, c > 0 ? c * 2 : c / 2);
    return hi > lo ? [lo, hi] : [least ?? 0, most ?? 1];
}

// The inputs that verdicts hang on, strongest first; else the parameters of the supply rule.
export function suggested(): string[] {
    const { data } = state.get(), weight = new Map<string, number>();
    for (const c of data.claims) for (const r of c.rests_on) weight.set(r.input, Math.max(weight.get(r.input) ?? 0, r.ks));
    const named = [...weight].sort((a, b) => b[1] - a[1]).map(([n]) => n).slice(0, 5);
    const free = data.inputs.filter((i) => i.name.startsWith("parameters.") && i.high > i.low).map((i) => i.name);
    for (const n of free) if (named.length < 6 && !named.includes(n)) named.push(n);
    return named;
}

function slider(i: Input): HTMLElement {
    const s = state.get(), [lo, hi] = ends(i), id = "slide-" + i.name, off = live.absent() !== null, step = Number(((hi - lo) / 200).toPrecision(2)) || "any";
    const value = () => s.set[i.name] ?? i.central, unit = i.unit === "-" ? "" : " " + i.unit;
    const slide = h("input", { type: "range", id, min: lo, max: hi, step: "any", value: value(), disabled: off, "aria-describedby": id + "-file" }) as HTMLInputElement;
    const exact = h("input", { type: "number", "aria-label": `${i.name}, exact value`, step: "any", value: value(), disabled: off }) as HTMLInputElement;
    const out = h("output", { for: id }), back = h("button", { type: "button", class: "quiet", "aria-label": `${i.name}: as in the file` }, "as in the file");
    const read = () => {
        const moved = i.name in s.set;
        out.textContent = moved ? number(value(), 4) + unit : "free";
        back.hidden = !moved;
        if (document.activeElement !== slide) slide.value = String(value());
        if (document.activeElement !== exact) exact.value = String(Number(value().toPrecision(6)));
        slide.setAttribute("aria-valuetext", moved ? number(value(), 4) + unit : `as in the file, around ${number(i.central)}${unit}`);
    };
    const move = (x: number) => {
        if (!Number.isFinite(x)) return;
        s.set[i.name] = Number(x.toPrecision(6));
        live.request();
    };
    slide.addEventListener("input", () => move(typeof step === "number" ? Math.min(hi, Math.max(lo, lo + Math.round((Number(slide.value) - lo) / step) * step)) : Number(slide.value)));
    exact.addEventListener("change", () => move(Number(exact.value)));
    back.addEventListener("click", () => { delete s.set[i.name]; live.request(); });
    state.watch(["change"], read);
    return h("div", { class: "slider" }, h("label", { for: id }, i.name, h("span", { class: "what" }, i.what)), h("div", { class: "track" }, slide, exact, h("span", { class: "unit" }, unit)),
        h("p", { class: "note", id: id + "-file" }, out, " · in the file ", num(range(i) + unit, { of: "input", name: i.name }), " ", gradeMark(i.grade), " ", back));
}

function sliders(): HTMLElement {
    const s = state.get(), box = h("div", { class: "sliders" }), made = new Map<string, HTMLElement>();
    const names = h("datalist", { id: "input-names" }, ...s.data.inputs.map((i) => h("option", { value: i.name })));
    const add = h("input", { type: "text", list: "input-names", id: "add-input", placeholder: "any input, by its name", disabled: live.absent() !== null }) as HTMLInputElement;
    const update = () => {
        for (const name of s.shown) {
            const i = s.data.inputs.find((x) => x.name === name);
            if (i && !made.has(name)) made.set(name, slider(i));
        }
        put(box, ...s.shown.map((n) => made.get(n) ?? null));
    };
    add.addEventListener("change", () => {
        const known = s.data.inputs.some((i) => i.name === add.value);
        if (known && !s.shown.includes(add.value)) s.shown.unshift(add.value), update();
        if (known) add.value = "";
        add.setCustomValidity(known || !add.value ? "" : "no input has this name");
    });
    update();
    return h("div", {}, h("h3", {}, "Inputs"), h("p", { class: "note" }, "First those that the verdicts rest on. A slider fixes its input at one value, as ", h("code", {}, "--set"), " does; the others stay as uncertain as the case says."), box, h("div", { class: "choices" }, h("label", {}, "Add ", add), names));
}

function toggles(): HTMLElement {
    const s = state.get(), box = h("div", { class: "toggles" }), off = live.absent() !== null;
    const one = (m: Measure) => {
        const check = h("input", { type: "checkbox", checked: !s.off.includes(m.id), disabled: off, "data-measure": m.id }) as HTMLInputElement;
        check.addEventListener("change", () => {
            s.off = check.checked ? s.off.filter((x) => x !== m.id) : [...s.off, m.id];
            live.request();
        });
        state.watch(["change"], () => { check.checked = !s.off.includes(m.id); });
        return h("li", {}, h("label", {}, check, h("span", {}, m.title, h("span", { class: "what" }, `${m.kind}, from ${date(m.from)}${m.until ? " until " + date(m.until) : ""}`))));
    };
    const update = () => {
        const on = new Set(s.data.scenarios[s.scenario].measures), list = s.data.measures.filter((m) => on.has(m.id)), actors = [...new Set(list.map((m) => m.actor))];
        put(box, ...(list.length ? actors.map((a) => {
            const of = list.filter((m) => m.actor === a);
            return h("details", { open: of.length <= 6 || of.some((m) => s.off.includes(m.id)) }, h("summary", {}, `${state.actorName(a)}: ${plural(of.length, "measure")}`), h("ul", {}, ...of.sort((x, y) => (x.from < y.from ? -1 : 1)).map(one)));
        }) : [h("p", { class: "note" }, "This scenario has no measures.")]));
    };
    state.watch(["scenario"], update);
    return h("div", {}, h("h3", {}, "Measures of the scenario"), h("p", { class: "note" }, "What is switched off here is switched off in every scenario."), box);
}

export function panel(): HTMLElement {
    const why = live.absent(), box = h("div", { class: "what-if" }, sliders(), toggles());
    live.warm(box);
    return h("div", {}, why ? h("p", { class: "sentence", id: "no-engine" }, `Not live: ${why}. Sliders and toggles are off; everything else is the result of the run.`) : h("p", { class: "sentence" }, "Move an input or switch a measure off: the engine inside this page runs the draws again, on this machine, and every verdict and chart follows."),
        box);
}

// --- the line at the top -------------------------------------------------------------------------

function whose(): string {
    const s = state.get(), n = Object.keys(s.set).length, own = `${plural(s.data.run.draws, "draw")}`;
    if (s.status.startsWith("failed")) return `The engine ${s.status}. Shown: the file's own result, ${own}.`;
    if (!state.changed() && !s.live) return s.status ? "Starting the engine …" : `The file's own result: ${s.data.run.draws > 1 ? own : "one run with central values"}.`;
    const what = [n ? plural(n, "input") + " moved" : "", s.off.length ? plural(s.off.length, "measure") + " switched off" : ""].filter(Boolean).join(", ");
    const far = s.live && !s.status ? s.live.draws < 2 ? "central run, draws follow" : `${s.live.draws} of ${s.live.wanted} draws` : "running …";
    if (what && !s.live?.scenarios[s.scenario]) return `${what[0].toUpperCase() + what.slice(1)}: running … Until then the file's own result is shown.`;
    return what ? `Not the file's own result: ${what}. ${far}.` : `As in the file, with more draws: ${far}.`;
}

export function bar(): HTMLElement {
    const s = state.get(), scenario = h("select", { id: "scenario" }, ...Object.entries(s.data.scenarios).map(([id, x]) => h("option", { value: id, title: x.title }, id))) as HTMLSelectElement;
    scenario.value = s.scenario;
    scenario.addEventListener("change", () => {
        s.scenario = scenario.value;
        history.replaceState(null, "", state.toFragment());
        state.tell("scenario");
        live.follow();
    });
    const status = h("p", { class: "status", role: "status", id: "status" }), title = h("p", { class: "scenario-title" });
    const back = h("button", { type: "button", id: "reset", onclick: () => live.reset() }, "Reset"), link = h("button", { type: "button", class: "quiet", id: "link" }, "Copy link");
    const more = h("button", { type: "button", class: "quiet", id: "more-draws", onclick: () => live.request(true) }, "More draws");
    link.addEventListener("click", async () => {
        const url = location.href.replace(/#.*$/, "") + state.toFragment();
        history.replaceState(null, "", state.toFragment());
        try { await navigator.clipboard.writeText(url); link.textContent = "Copied"; } catch { link.textContent = "It is in the address line"; }
        setTimeout(() => { link.textContent = "Copy link"; }, 2500);
    });
    const box = h("div", { class: "bar-top", id: "bar" }, h("div", { class: "inner" }, h("label", { class: "pick" }, "Scenario ", scenario), title, status, h("span", { class: "actions" }, back, more, link)));
    let last = "";
    state.watch(["status", "result", "change"], () => {
        const text = whose();
        if (text !== last) status.textContent = last = text;
        status.dataset.draws = String(state.draws());
        status.dataset.hash = s.live?.hash ?? "";
        box.classList.toggle("changed", state.changed());
        back.hidden = !state.changed() && !s.live;
        more.hidden = live.absent() !== null || state.changed() || s.live !== null;
    });
    state.watch(["scenario"], () => {
        const x = s.data.scenarios[s.scenario];
        put(title, x.title, h("span", { class: "against" }, ` against ${x.against}${x.hypothetical ? ", hypothetical" : ""}`));
    });
    return box;
}
