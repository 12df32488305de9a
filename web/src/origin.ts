// From a number back to the rows and sources it rests on: every number is a button that opens this.
import type { Claim, Input, Measure } from "./data";
import { h, put } from "./dom";
import { date, list, number, percent, plural } from "./format";
import * as state from "./state";

export type Origin =
    | { of: "output"; scenario: string; actor: string; product: string; what: string }
    | { of: "loss"; scenario: string; actor: string; what: string }
    | { of: "flow"; scenario: string; products: string[]; from: string[]; to: string[]; what: string }
    | { of: "verdict"; reading: string }
    | { of: "measures"; ids: string[]; what: string }
    | { of: "deadline"; index: number }
    | { of: "input"; name: string }
    | { of: "standoff"; what: string }
    | { of: "run" };

// A number (or date, or word) that leads to what it rests on.
export function num(text: string, origin: Origin, label?: string): HTMLElement {
    return h("button", { type: "button", class: "num", title: label ?? "What this rests on", onclick: () => show(origin) }, text);
}

// Let a mark of a chart lead there, too.
export function lead(mark: SVGElement, origin: Origin, title: string): SVGElement {
    const t = document.createElementNS("http://www.w3.org/2000/svg", "title");
    t.textContent = title;
    mark.append(t);
    mark.classList.add("lead");
    mark.addEventListener("click", () => show(origin));
    return mark;
}

// --- sources, rows --------------------------------------------------------------------------------

export function sourceLink(id: string): HTMLElement {
    const s = state.get().data.sources.find((x) => x.id === id);
    if (!s) return h("span", {}, id);
    return h("a", { href: "#source-" + id, class: "source", title: [s.title, s.publisher, s.date].filter(Boolean).join(", "), "data-source": id,
        onclick: (e: Event) => { e.preventDefault(); jump("source-" + id); } }, id);
}

// Go to a row elsewhere in the page, closing this.
export function jump(id: string): void {
    dialog?.close();
    document.dispatchEvent(new CustomEvent("reveal", { detail: id }));
    const target = document.getElementById(id);
    if (!target) return;
    target.scrollIntoView({ block: "center" });
    target.classList.add("found");
    (target as HTMLElement).tabIndex = -1;
    target.focus({ preventScroll: true });
    setTimeout(() => target.classList.remove("found"), 4000);
}

export const gradeMark = (grade: string): HTMLElement =>
    h("span", { class: "grade grade-" + (grade || "none"), title: GRADE[grade] ?? "left to its default" }, grade || "default");
export const GRADE: Record<string, string> = { A: "A: official or primary", B: "B: reputable", C: "C: press or company", D: "D: judgement" };

export const range = (i: Input): string =>
    i.low === i.high ? number(i.central) : `${number(i.low)} … ${number(i.central)} … ${number(i.high)}`;

function inputRow(i: Input): HTMLElement {
    return h("tr", {},
        h("th", { scope: "row" }, h("button", { type: "button", class: "link", onclick: () => jump("input-" + i.name) }, i.name), h("span", { class: "what" }, i.what)),
        h("td", { class: "n" }, range(i) + (i.unit === "-" ? "" : "\u00a0" + i.unit)),
        h("td", {}, gradeMark(i.grade)), h("td", {}, i.source ? sourceLink(i.source) : "–"),
        h("td", { class: "place" }, i.line > 0 ? `${i.file}:${i.line}` : i.file));
}

function inputTable(inputs: Input[], label: string): HTMLElement {
    return h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": label },
        h("table", { class: "rows" }, h("thead", {}, h("tr", {}, ...["Input", "Low … central … high", "Grade", "Source", "Row"].map((c) => h("th", { scope: "col" }, c)))),
            h("tbody", {}, ...inputs.map(inputRow))));
}

const RANK: Record<string, number> = { A: 0, B: 1, C: 2, D: 3, "": 4 };
const weakestFirst = (a: Input, b: Input) => (RANK[b.grade] % 4) - (RANK[a.grade] % 4) || (a.name < b.name ? -1 : 1);

function section(title: string, inputs: Input[], open: boolean): HTMLElement | null {
    if (inputs.length === 0) return null;
    const d = inputs.filter((i) => i.grade === "D").length;
    const box = h("details", { open }, h("summary", {}, `${title}: ${plural(inputs.length, "row")}, ${d} of grade D`));
    const fillIn = () => { if (box.childElementCount === 1) box.append(inputTable([...inputs].sort(weakestFirst), title)); };
    box.addEventListener("toggle", fillIn);
    if (open) fillIn();
    return box;
}

function measureList(ids: string[]): HTMLElement | null {
    const known = ids.map((id) => state.get().data.measures.find((m) => m.id === id)).filter((m): m is Measure => !!m);
    if (known.length === 0) return null;
    return h("details", { open: known.length < 12 }, h("summary", {}, plural(known.length, "measure")), h("ul", { class: "measures" }, ...known.map((m) =>
        h("li", {}, h("strong", {}, m.title), ` (${m.actor}, ${m.kind}) announced ${date(m.announced)}, in force from ${date(m.from)}${m.until ? " until " + date(m.until) : ""}. `,
            ...(m.sources ?? []).flatMap((s) => [sourceLink(s), " "]), gradeMark(m.grade ?? ""), h("span", { class: "place" }, ` ${m.file}:${m.line}`)))));
}

// --- which rows a result rests on ----------------------------------------------------------------

// What goes into a product: ids of all products upstream of it, itself left out.
export function upstream(product: string): Set<string> {
    const { edges, products } = state.get().data, out = new Set<string>(), todo = [product];
    const makes = new Map<number, Set<number>>();
    for (const e of edges) if (e.makes >= 0) (makes.get(e.makes) ?? makes.set(e.makes, new Set()).get(e.makes)!).add(e.product);
    const index = new Map(products.map((p, k) => [p.id, k]));
    while (todo.length > 0)
        for (const k of makes.get(index.get(todo.pop()!) ?? -1) ?? []) {
            const id = products[k].id;
            if (id !== product && !out.has(id)) out.add(id), todo.push(id);
        }
    return out;
}

export function about(products: Set<string>, actor?: string): Input[] {
    const { inputs, actors, products: all } = state.get().data;
    return inputs.filter((i) => i.products.some((k) => products.has(all[k]?.id)) && (!actor || i.actors.length === 0 || i.actors.some((a) => actors[a]?.id === actor)));
}

const touching = (products: Set<string>, scenario: string): string[] => {
    const { data } = state.get();
    return (data.scenarios[scenario]?.measures ?? []).filter((id) => data.measures.find((m) => m.id === id)?.products.some((p) => products.has(p)));
};

// --- the pieces of an answer ---------------------------------------------------------------------

type Answer = { title: string; body: (Node | string | null)[] };

function how(text: string): HTMLElement {
    return h("p", {}, text);
}

function runLine(): HTMLElement {
    const { run } = state.get().data;
    return h("p", { class: "note" }, `${plural(state.draws(), "draw")}${state.changed() && state.get().live ? ", with your changes" : ""}; steps of ${plural(run.step_days, "day")}; seed ${run.seed}; input ${run.input_hash.slice(0, 12)}. ` +
        `Lodestone ${run.lodestone}.`);
}

function ofOutput(o: Extract<Origin, { of: "output" }>): Answer {
    const s = state.scenarios()[o.scenario], out = s?.run_out.find((r) => r.actor === o.actor && r.product === o.product);
    const self = new Set([o.product]), above = upstream(o.product), all = new Set([o.product, ...above]);
    return {
        title: `${state.productName(o.product)}, ${state.actorName(o.actor)}`, body: [
            how(`${o.what} under ${o.scenario}, beside ${s?.against} in the same draw.`),
            out?.cause ? h("p", {}, "Scarcest input in the central run: ", h("strong", {}, out.cause), ".") : null,
            measureList(touching(all, o.scenario)), section(`Rows about ${state.productName(o.product)} in ${state.actorName(o.actor)}`, about(self, o.actor), true),
            section("Rows about what goes into it, anywhere", about(above), false)],
    };
}

function ofLoss(o: Extract<Origin, { of: "loss" }>): Answer {
    const s = state.scenarios()[o.scenario], { inputs, actors } = state.get().data;
    const parts = Object.keys(s?.loss[o.actor]?.parts ?? {}).filter((p) => p !== "(tariffs)");
    const own = inputs.filter((i) => i.actors.some((a) => actors[a]?.id === o.actor) && (i.products.length === 0 || i.products.some((k) => parts.includes(state.get().data.products[k]?.id))));
    const top = Object.entries(s?.loss[o.actor]?.parts ?? {}).slice(0, 8);
    return {
        title: `Loss, ${state.actorName(o.actor)}`, body: [
            how(`${o.what} under ${o.scenario}: value added not earned at all sites in ${state.actorName(o.actor)}, beside ${s?.against} in the same draw, plus welfare lost by tariffs where the case values them. Minus: a gain.`),
            top.length ? h("p", {}, "Largest parts over the period, median: ", list(top.map(([p, q]) => `${state.productName(p)} ${number(q.p50 / 1e6)} M USD`)), ".") : null,
            measureList(s?.measures ?? []), section(`Rows about ${state.actorName(o.actor)}`, own, true)],
    };
}

function ofFlow(o: Extract<Origin, { of: "flow" }>): Answer {
    const { inputs, actors, products } = state.get().data, on = new Set(o.products);
    const near = inputs.filter((i) => i.products.some((k) => on.has(products[k]?.id)) && (i.actors.length === 0 || i.actors.some((a) => o.from.includes(actors[a]?.id) || o.to.includes(actors[a]?.id))));
    return {
        title: o.what, body: [
            how("Base flows are fitted to what is made, used and observed in the base year; later ones are those of the central run, measured at the value at the maker's gate."),
            measureList(touching(on, o.scenario)), section("Rows about these products and actors", near, true)],
    };
}

function ofVerdict(id: string): Answer {
    const { data } = state.get(), c = state.claims().find((x) => x.id === id), r = data.readings.find((x) => x.id === id);
    const said = data.statements.find((x) => x.id === (r?.claim ?? c?.claim));
    const named = data.inputs.filter((i) => c?.rests_on.some((x) => x.input === i.name) || c?.flips.some((f) => f.input === i.name));
    const inFormula = (text: string | undefined) => data.products.filter((p) => text?.includes(`"${p.id}"`)).map((p) => p.id);
    const products = new Set(inFormula(r?.formula ?? c?.formula)), ids = data.measures.filter((m) => (r?.formula ?? "").includes(`"${m.id}"`)).map((m) => m.id);
    return {
        title: said ? `“${said.text}”` : id, body: [
            said ? h("p", {}, `${said.speaker}, ${date(said.reported)}. `, ...(said.sources ?? []).flatMap((s) => [sourceLink(s), " "]), gradeMark(said.grade ?? ""), h("span", { class: "place" }, ` ${said.file}:${said.line}`)) : null,
            h("p", {}, `Reading ${id}`, r ? h("span", { class: "place" }, ` case.yaml:${r.line}`) : null, `, in scenario ${c?.scenario ?? r?.scenario}.`),
            r?.formula ? h("pre", { class: "formula", tabindex: 0 }, r.formula) : null, c?.why ? h("p", {}, "Central run: ", c.why) : null, r?.note ? h("p", { class: "note" }, r.note) : null,
            verdictRows(c), measureList(ids.length ? ids : touching(products, c?.scenario ?? r?.scenario ?? "")),
            section("What the verdict rests on most", named, true), section("Rows about the products it names", about(products), named.length === 0),
            section("Rows about what goes into them", about(new Set([...products].flatMap((p) => [...upstream(p)]).filter((p) => !products.has(p)))), false)],
    };
}

function verdictRows(c?: Claim): HTMLElement | null {
    if (!c || c.rests_on.length === 0) return null;
    return h("ul", {}, ...c.rests_on.map((x) => h("li", {}, `${x.input}: the share of draws in which it holds goes from ${percent(Math.min(x.share_low, x.share_high))} to ${percent(Math.max(x.share_low, x.share_high))} over its range (distance ${number(x.ks, 2)}) `, gradeMark(x.grade))));
}

function ofInput(name: string): Answer {
    const i = state.get().data.inputs.find((x) => x.name === name);
    if (!i) return { title: name, body: ["This input is not in the case."] };
    const s = state.get().data.sources.find((x) => x.id === i.source);
    return {
        title: name, body: [how(`${i.what}. ${i.given ? (i.dist === "fixed" ? "Fixed" : `Distribution: ${i.dist}`) : "Left to its default"}.`), inputTable([i], name),
            s ? h("p", {}, [s.title, s.publisher, s.date].filter(Boolean).join(", ") + ". ", s.note ?? "") : null],
    };
}

function ofDeadline(k: number): Answer {
    const d = state.get().data.deadlines[k];
    return { title: `${d.what}, ${date(d.date)}`, body: [h("p", {}, d.scenario ? `Scenario ${d.scenario}. ` : "", ...(d.sources ?? []).flatMap((s) => [sourceLink(s), " "]), d.grade ? gradeMark(d.grade) : null, h("span", { class: "place" }, ` ${d.file}:${d.line}`)), measureList(d.measures ?? [])] };
}

function ofStandoff(what: string): Answer {
    const { data } = state.get(), own = data.inputs.filter((i) => i.name.startsWith("standoff"));
    return { title: what, body: [how(`Under ${data.standoff?.conditional_on ?? "declared values"}. The costs of waiting are the losses of scenario ${data.standoff?.scenario}.`), section("What is declared about the sides", own, true), measureList(data.scenarios[data.standoff?.scenario]?.measures ?? [])] };
}

function ofRun(): Answer {
    const { data } = state.get(), p = data.run.provenance;
    return {
        title: "This run", body: [
            h("dl", {}, ...[["Case", `${data.run.case.id}, content ${data.run.case.sha256}`], ["Input", data.run.input_hash], ["Draws", `${data.run.draws}, design ${data.run.configuration.design}, seed ${data.run.seed}`],
                ["Steps", plural(data.run.step_days, "day")], ["Period", `${date(data.run.start)} to ${date(data.run.end)}`], ["Evidence until", date(data.run.configuration.evidence_until)],
                ["Inputs", `${p.inputs}, of them grade A ${p.by_grade.A}, B ${p.by_grade.B}, C ${p.by_grade.C}, D ${p.by_grade.D}; ${p.defaults} more left to defaults`],
                ["Balance", `goods balance to ${number(data.run.balance.max_relative_residual, 2)} (largest relative residual)`], ["Repeat it", data.command]].flatMap(([k, v]) => [h("dt", {}, k), h("dd", {}, v)]))],
    };
}

function answer(o: Origin): Answer {
    switch (o.of) {
        case "output": return ofOutput(o);
        case "loss": return ofLoss(o);
        case "flow": return ofFlow(o);
        case "verdict": return ofVerdict(o.reading);
        case "measures": return { title: o.what, body: [measureList(o.ids)] };
        case "deadline": return ofDeadline(o.index);
        case "input": return ofInput(o.name);
        case "standoff": return ofStandoff(o.what);
        case "run": return ofRun();
    }
}

// --- the dialog ----------------------------------------------------------------------------------

let dialog: HTMLDialogElement | null = null;

export function show(o: Origin): void {
    if (!dialog) {
        dialog = h("dialog", { id: "origin", "aria-labelledby": "origin-title" }) as HTMLDialogElement;
        dialog.addEventListener("click", (e) => { if (e.target === dialog) dialog!.close(); });
        document.body.append(dialog);
    }
    const a = answer(o);
    put(dialog, h("div", { class: "sheet" },
        h("header", {}, h("p", { class: "over" }, "What this rests on"), h("h2", { id: "origin-title" }, a.title),
            h("button", { type: "button", class: "close", "aria-label": "Close", onclick: () => dialog!.close() }, "×")),
        ...a.body, o.of === "run" ? null : runLine()));
    dialog.showModal();
    dialog.scrollTop = 0;
}
