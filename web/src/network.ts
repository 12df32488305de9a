// The supply network as a Sankey by stage, coloured by actor: before, and after under the chosen scenario.
import { sankey, type SankeyGraph } from "d3-sankey";
import { figure } from "./chart";
import { colour } from "./colour";
import type { Edge } from "./data";
import { fit, h, put, svg, textWidth } from "./dom";
import { capital, date, number, percent, plural, usd } from "./format";
import { lead, type Origin } from "./origin";
import * as state from "./state";

const FINAL = "final use", SMALL = 0.025, OTHERS = "others";

interface Flow { source: string; target: string; before: number; after: number; usd: number; products: Set<string>; from: Set<string>; to: Set<string> }

// --- which stage comes before which --------------------------------------------------------------

// Columns of the stages: a stage stands after those it is supplied by. Flows that would close a cycle, the smallest of it,
// do not count; returns them too.
export function columns(weight: Map<string, number>): { column: Map<string, number>; dropped: string[] } {
    const next = new Map<string, Set<string>>(), dropped: string[] = [], all = new Set<string>();
    const reaches = (a: string, b: string): boolean => a === b || [...(next.get(a) ?? [])].some((n) => reaches(n, b));
    for (const [key] of [...weight].sort((a, b) => b[1] - a[1])) {
        const [a, b] = key.split("|");
        all.add(a).add(b);
        if (a === b || reaches(b, a)) dropped.push(key);
        else (next.get(a) ?? next.set(a, new Set()).get(a)!).add(b);
    }
    const column = new Map<string, number>();
    const place = (s: string): number => {
        if (!column.has(s)) column.set(s, 0); // as late as what it supplies allows
        const after = [...(next.get(s) ?? [])].map(place);
        const at = after.length ? Math.min(...after) - 1 : 0;
        column.set(s, at);
        return at;
    };
    for (const s of all) place(s);
    const least = Math.min(0, ...column.values());
    for (const [s, c] of column) column.set(s, c - least);
    return { column, dropped };
}

// --- flows between (stage, actor) ----------------------------------------------------------------

interface Net { flows: Flow[]; column: Map<string, number>; dropped: string[] }

function build(end: string, scenario: string, against: string, period: number): Net {
    const { data } = state.get(), chain = end ? new Set([end, ...chainOf(end)]) : null;
    const stageOf = (e: Edge) => data.products[e.product].stage, into = (e: Edge) => (e.makes < 0 ? FINAL : data.products[e.makes].stage);
    const kept = data.edges.filter((e) => !chain || (chain.has(data.products[e.product].id) && (e.makes < 0 ? data.products[e.product].id === end : chain.has(data.products[e.makes].id))));
    // every stage to a scale of its own: all that it ships in the period before
    const total = new Map<string, number>(), weight = new Map<string, number>(), sent = new Map<string, number>();
    const before = (e: Edge) => e.value * e.flow[against][period], add = (m: Map<string, number>, k: string, x: number) => m.set(k, (m.get(k) ?? 0) + x);
    for (const e of kept) add(total, stageOf(e), before(e));
    for (const e of kept) {
        const w = before(e) / (total.get(stageOf(e)) || 1);
        add(weight, stageOf(e) + "|" + into(e), w);
        add(sent, stageOf(e) + "|" + data.actors[e.from].id, w);
        if (e.makes < 0) add(sent, FINAL + "|" + data.actors[e.to].id, w);
    }
    const { column, dropped } = columns(weight);
    const node = (stage: string, actor: string) => stage + "|" + ((sent.get(stage + "|" + actor) ?? 0) < SMALL ? OTHERS : actor);
    const flows = new Map<string, Flow>();
    for (const e of kept) {
        if (!((column.get(stageOf(e)) ?? 0) < (column.get(into(e)) ?? 0))) continue;
        const from = data.actors[e.from].id, to = data.actors[e.to].id, of = total.get(stageOf(e)) || 1;
        const source = node(stageOf(e), from), target = node(into(e), to), key = source + ">" + target;
        const f = flows.get(key) ?? flows.set(key, { source, target, before: 0, after: 0, usd: 0, products: new Set(), from: new Set(), to: new Set() }).get(key)!;
        f.before += before(e) / of;
        f.after += (e.value * e.flow[scenario][period]) / of;
        f.usd += before(e);
        f.products.add(data.products[e.product].id);
        f.from.add(from);
        f.to.add(to);
    }
    return { flows: [...flows.values()].filter((f) => f.before > 1e-4 || f.after > 1e-4), column, dropped };
}

function chainOf(end: string): string[] {
    const { edges, products } = state.get().data, out = new Set<string>(), todo = [end];
    while (todo.length) {
        const p = todo.pop()!;
        for (const e of edges) {
            if (e.makes < 0 || products[e.makes].id !== p) continue;
            const id = products[e.product].id;
            if (id !== end && !out.has(id)) out.add(id), todo.push(id);
        }
    }
    return [...out];
}

// --- the picture ---------------------------------------------------------------------------------

const actorOf = (node: string) => node.split("|")[1], stageName = (node: string) => node.split("|")[0];
const shownActor = (id: string) => (id === OTHERS ? OTHERS : state.actorName(id));

function draw(el: SVGElement, width: number, net: Net, scenario: string): number {
    const upright = width < 620; // stages from top to bottom, where there is no room side by side
    const names = [...new Set(net.flows.flatMap((f) => [f.source, f.target]))], n = Math.max(...names.map((x) => net.column.get(stageName(x))!)) + 1;
    const most = Math.max(...Array.from({ length: n }, (_, c) => names.filter((x) => net.column.get(stageName(x)) === c).length));
    const thick = 12, across = upright ? width : Math.max(440, most * 26), along = upright ? n * 118 : width;
    const labels = 50; // room for up to three stages of a column
    const graph = sankey<{ id: string }, { source: string; target: string; value: number; flow: Flow }>()
        .nodeId((d) => d.id).nodeWidth(thick).nodePadding(upright ? 6 : 11)
        .nodeAlign((d: any) => net.column.get(stageName(d.id))!)
        .iterations(12)
        .extent(upright ? [[18, 2], [along - 24, across - 2]] : [[0, labels], [along - 110, across]])({
            nodes: names.sort((a, b) => order(a, b, net)).map((id) => ({ id })), links: net.flows.map((f) => ({ source: f.source, target: f.target, value: Math.max(f.before, 1e-4), flow: f })),
        }) as SankeyGraph<any, any>;
    drawLinks(el, graph, upright, scenario);
    drawNodes(el, graph, upright, along, across);
    if (upright) return along;
    drawStages(el, graph);
    return across + 6;
}

function order(a: string, b: string, net: Net): number {
    const x = actorOf(a), y = actorOf(b);
    const size = (id: string) => net.flows.reduce((s, f) => s + (f.source === id ? f.before : 0) + (f.target === id ? f.before : 0), 0);
    return (x === OTHERS ? 1 : 0) - (y === OTHERS ? 1 : 0) || stageName(a).localeCompare(stageName(b)) || size(b) - size(a);
}

// A band of a width from one node to the next.
function ribbon(l: any, width: number, upright: boolean): string {
    const a = l.source.x1, b = l.target.x0, m = (a + b) / 2, p = (x: number, y: number) => (upright ? `${y.toFixed(1)},${x.toFixed(1)}` : `${x.toFixed(1)},${y.toFixed(1)}`);
    const y0 = l.y0 - width / 2, y1 = l.y1 - width / 2;
    return `M${p(a, y0)}C${p(m, y0)} ${p(m, y1)} ${p(b, y1)}L${p(b, y1 + width)}C${p(m, y1 + width)} ${p(m, y0 + width)} ${p(a, y0 + width)}Z`;
}

function title(f: Flow): string {
    const change = f.before > 0 ? `, ${percent(f.after / f.before)} of it after` : ", none before";
    return `${shownActor(actorOf(f.source))}, ${stageName(f.source)} → ${shownActor(actorOf(f.target))}, ${stageName(f.target)}: ${usd(f.usd)} per day before${change}`;
}

const originOf = (f: Flow, scenario: string): Origin => ({ of: "flow", scenario, products: [...f.products], from: [...f.from], to: [...f.to], what: `Flow: ${shownActor(actorOf(f.source))}, ${stageName(f.source)} to ${shownActor(actorOf(f.target))}, ${stageName(f.target)}` });

function drawLinks(el: SVGElement, graph: SankeyGraph<any, any>, upright: boolean, scenario: string): void {
    for (const l of graph.links as any[]) {
        const f: Flow = l.flow, c = actorOf(f.source) === OTHERS ? 7 : colour(actorOf(f.source)), after = f.before > 0 ? (l.width * f.after) / f.before : l.width;
        const g = svg("g", { class: "flow", "data-flow": f.source + ">" + f.target }, svg("path", { class: `before f${c}`, d: ribbon(l, Math.max(l.width, 0.5), upright) }));
        if (after > 0.05) g.append(svg("path", { class: `after f${c}`, d: ribbon(l, Math.min(after, l.width * 1.5), upright) }));
        el.append(lead(g, originOf(f, scenario), title(f)));
    }
}

function drawNodes(el: SVGElement, graph: SankeyGraph<any, any>, upright: boolean, along: number, across: number): void {
    for (const d of graph.nodes as any[]) {
        const actor = actorOf(d.id), c = actor === OTHERS ? 7 : colour(actor), size = d.y1 - d.y0, out = d.sourceLinks.length ? d.sourceLinks : d.targetLinks;
        const shown = `${shownActor(actor)}, ${stageName(d.id)}`, own = out.map((l: any) => l.flow as Flow);
        const sum = (of: (f: Flow) => number) => own.reduce((s: number, f: Flow) => s + of(f), 0);
        const box = upright ? { x: d.y0, y: d.x0, width: Math.max(size, 1), height: 12 } : { x: d.x0, y: d.y0, width: 12, height: Math.max(size, 1) };
        const g = svg("g", { class: "node" }, svg("rect", { class: "f" + c, rx: 1, ...box }));
        if (upright) {
            const text = fit(actor, size + 4, 11);
            if (text === actor) g.append(svg("text", { class: "label", x: d.y0 + size / 2, y: d.x0 - 4, "text-anchor": "middle", "font-size": 11 }, text));
        } else if (size > 7) {
            g.append(svg("text", { class: "label", x: d.x1 + 5, y: (d.y0 + d.y1) / 2 + 4, "text-anchor": "start", "font-size": 12 }, name(d.id, size)));
        }
        const origin: Origin = { of: "flow", scenario: state.get().scenario, products: [...new Set(own.flatMap((f: Flow) => [...f.products]))] as string[], from: [...new Set(own.flatMap((f: Flow) => [...f.from]))] as string[], to: [...new Set(own.flatMap((f: Flow) => [...f.to]))] as string[], what: shown };
        el.append(lead(g, origin, `${shown}: ${usd(sum((f) => f.usd))} per day before, ${percent(sum((f) => f.after) / (sum((f) => f.before) || 1))} of it after`));
    }
    if (!upright) return;
    const seen = new Map<number, Set<string>>();
    for (const d of graph.nodes as any[]) (seen.get(d.x0) ?? seen.set(d.x0, new Set()).get(d.x0)!).add(stageName(d.id));
    for (const [x, stages] of seen) el.append(svg("text", { class: "stage", x: 0, y: x + 26, "font-size": 11 }, fit(capital([...stages].join(", ")), across, 11)));
}

// Actor, with its stage where several share the column.
function name(id: string, size: number): string {
    const long = shownActor(actorOf(id));
    return size > 16 && textWidth(long, 12) < 104 ? long : actorOf(id);
}

function drawStages(el: SVGElement, graph: SankeyGraph<any, any>): void {
    const seen = new Map<number, string[]>();
    for (const d of [...graph.nodes as any[]].sort((a, b) => b.value - a.value)) {
        const of = seen.get(d.x0) ?? seen.set(d.x0, []).get(d.x0)!;
        if (!of.includes(stageName(d.id))) of.push(stageName(d.id));
    }
    const at = [...seen.keys()].sort((a, b) => a - b);
    at.forEach((x, k) => {
        const right = k === at.length - 1;
        seen.get(x)!.forEach((stage, n, all) => el.append(svg("text", { class: "stage", x, y: 12 + (n - all.length + 1) * 14 + 28, "font-size": 12 }, fit(capital(stage), (right ? x + 110 : at[k + 1]) - x - 8, 12))));
    });
}

// --- the panel -----------------------------------------------------------------------------------

export function panel(): HTMLElement {
    const { data } = state.get(), box = h("div");
    const ends = data.products.filter((p) => p.end && data.edges.some((e) => data.products[e.product].id === p.id));
    const end = h("select", { id: "network-end" }, h("option", { value: "" }, "everything"), ...ends.map((p) => h("option", { value: p.id }, p.name))) as HTMLSelectElement;
    const when = h("select", { id: "network-period" }, ...data.periods.map((p, k) => h("option", { value: k }, `from ${date(p)}`))) as HTMLSelectElement;
    const after = data.periods.findIndex((p) => p >= data.run.case.as_of);
    when.value = String(Math.min(data.periods.length - 1, after < 0 ? data.periods.length - 1 : after + 1));
    const update = () => put(box, chart(end.value, Number(when.value)));
    end.addEventListener("change", update);
    when.addEventListener("change", update);
    state.watch(["scenario", "change"], update);
    return h("div", {}, h("div", { class: "choices" }, h("label", {}, "Chain of ", end), h("label", {}, "Half-year ", when)), box);
}

function chart(end: string, period: number): Node {
    const s = state.get(), own = s.data.scenarios[s.scenario], net = build(end, s.scenario, own.against, period);
    if (net.flows.length === 0) return h("p", { class: "note" }, "Nothing flows in this chain.");
    const lost = net.flows.filter((f) => f.before > 0.01).sort((a, b) => (b.before - b.after) - (a.before - a.after)), worst = lost[0];
    const back = net.dropped.map((k) => k.replace("|", " to "));
    const stages = new Set(net.flows.map((f) => stageName(f.source)));
    const legend = h("p", { class: "legend" }, ...[...new Set(net.flows.flatMap((f) => [actorOf(f.source), actorOf(f.target)]))].filter((a) => a !== OTHERS && colour(a) < 7).sort((a, b) => colour(a) - colour(b))
        .map((a) => h("span", {}, h("i", { class: "swatch b" + colour(a) }), state.actorName(a))), h("span", {}, h("i", { class: "swatch b7" }), "others"), h("span", {}, h("i", { class: "swatch b7 pale" }), `pale: ${own.against}`), h("span", {}, h("i", { class: "swatch b7" }), `solid: ${s.scenario}`));
    return figure({
        id: "network", title: `Who supplies whom, before and after: ${s.scenario}`, legend,
        from: worst ? originOf(worst, s.scenario) : undefined, sentence: `Half-year from ${date(s.data.periods[period])}, ${stages.size} stages, ${plural(net.flows.length, "flow")}. ` + (worst && worst.before - worst.after > 0.002 ?
            `The largest loss: ${shownActor(actorOf(worst.source))}, ${stageName(worst.source)}, to ${shownActor(actorOf(worst.target))}, ${stageName(worst.target)}, ${percent(worst.after / worst.before)} of what it is under ${own.against}.` : `No flow is notably smaller than under ${own.against}.`),
        columns: ["from", "stage", "to", "its stage", "before, USD/day", "after, USD/day", "after / before"],
        rows: () => [...net.flows].sort((a, b) => b.usd - a.usd).map((f) => [shownActor(actorOf(f.source)), stageName(f.source), shownActor(actorOf(f.target)), stageName(f.target),
            { v: Number(f.usd.toPrecision(4)), show: number(f.usd), from: originOf(f, s.scenario) }, { v: f.before ? Number(((f.usd * f.after) / f.before).toPrecision(4)) : null, show: f.before ? number((f.usd * f.after) / f.before) : "–", from: originOf(f, s.scenario) }, f.before ? Number((f.after / f.before).toPrecision(3)) : null]),
        draw: (el, width) => draw(el, width, net, s.scenario),
        note: `Each stage is drawn to a scale of its own: its height is all that it ships under ${own.against}, by value at the maker's gate, central run. Actors below ${percent(SMALL)} of a stage are put together as others.` +
            (back.length ? ` Flows inside a stage or against the direction are not drawn: ${back.join(", ")}.` : "") + (state.changed() ? " Sliders and toggles do not change this picture: it is the file's own central run." : ""),
    });
}
