// What runs out when: halts and shortfalls as dates with intervals, the calendar, and bands of output and stocks.
import { figure, type Cell } from "./chart";
import { colour } from "./colour";
import type { Band, RunOut, When } from "./data";
import { fit, h, put, svg, textWidth } from "./dom";
import { date, dayOf, list, number, percent, plural, short } from "./format";
import { lead, num, type Origin } from "./origin";
import { area, days, lanes, nice, numberAxis, path, time, timeAxis, type Scale } from "./scale";
import * as state from "./state";

// --- the calendar --------------------------------------------------------------------------------

interface Event { day: number; actor: string; label: string; title: string; kind: string; origin: Origin; ids: string[] }

// Measures of one actor that come into force (or are announced, or end) on one day are one mark.
export function events(scenario: string): Event[] {
    const { data } = state.get(), on = new Set((data.scenarios[scenario]?.measures ?? []).filter((id) => !state.get().off.includes(id))), groups = new Map<string, string[]>();
    const add = (day: string | undefined, actor: string, kind: string, id: string) => {
        if (!day || day < data.run.start || day > data.run.end) return;
        const key = [day, actor, kind].join("|");
        groups.set(key, [...(groups.get(key) ?? []), id]);
    };
    for (const m of data.measures.filter((x) => on.has(x.id))) {
        if (m.announced !== m.from) add(m.announced, m.actor, "announced", m.id);
        add(m.from, m.actor, "in force", m.id);
        add(m.until, m.actor, "ends", m.id);
    }
    const out = [...groups].map(([key, ids]): Event => {
        const [day, actor, kind] = key.split("|"), title = data.measures.find((m) => m.id === ids[0])!.title;
        const what = ids.length === 1 ? title : plural(ids.length, "measure");
        return { day: dayOf(day), actor, kind, ids, label: `${actor} ${kind}: ${what}`, title: `${date(day)}, ${state.actorName(actor)}, ${kind}: ${ids.map((i) => data.measures.find((m) => m.id === i)!.title).join("; ")}`, origin: { of: "measures", ids, what: `${state.actorName(actor)}, ${kind} ${date(day)}` } };
    });
    data.deadlines.forEach((d, index) => {
        if (d.scenario && d.scenario !== scenario) return;
        out.push({ day: dayOf(d.date), actor: "", kind: "deadline", ids: [], label: `Deadline: ${d.what}`, title: `${date(d.date)}: ${d.what}`, origin: { of: "deadline", index } });
    });
    out.push({ day: dayOf(data.run.case.as_of), actor: "", kind: "as of", ids: [], label: "As of", title: `${date(data.run.case.as_of)}: the day at which the case stands`, origin: { of: "run" } });
    return out.sort((a, b) => a.day - b.day || (a.label < b.label ? -1 : 1));
}

const SHAPE: Record<string, (x: number, y: number) => string> = {
    "in force": (x, y) => `M${x - 5},${y - 5}h10v10h-10Z`, announced: (x, y) => `M${x},${y - 6}l6,6l-6,6l-6,-6Z`,
    ends: (x, y) => `M${x - 5},${y - 5}h10v10h-10Z`, deadline: (x, y) => `M${x - 6},${y - 5}h12l-6,11Z`, "as of": (x, y) => `M${x - 1},${y - 7}h2v14h-2Z`,
};

// Marks with their names beside them, in as many rows as keep them apart; on a narrow page numbers stand for names.
function drawCalendar(el: SVGElement, width: number, marks: Event[]): number {
    const { run } = state.get().data, x = time(dayOf(run.start), dayOf(run.end), 8, width - 8), row = 24;
    const narrow = width < 620, size = 12;
    const text = marks.map((m, k) => (narrow ? String(k + 1) : fit(m.label, Math.min(440, width * 0.4), size)));
    const items = marks.map((m, k) => {
        const w = textWidth(text[k], size) + 22, at = x(m.day), left = at + w > width - 4; // names turn to the left where they would leave the page
        return { x: left ? at - w + 8 : at - 8, width: w, left };
    });
    const at = lanes(items, 8), height = Math.max(...at) * row + 16 + row;
    timeAxis(el, x, 0, height);
    marks.forEach((m, k) => {
        const y = 16 + at[k] * row, px = x(m.day);
        const g = svg("g", { class: "event event-" + m.kind.replace(" ", "-"), "data-event": m.kind }, svg("line", { class: "stem", x1: px, x2: px, y1: y + 6, y2: height }),
            svg("path", { class: m.kind === "ends" ? "hollow s" + colour(m.actor) : "f" + (m.actor ? colour(m.actor) : "ink"), d: SHAPE[m.kind](px, y) }),
            svg("text", { class: "label", x: items[k].left ? px - 10 : px + 10, y: y + 4, "text-anchor": items[k].left ? "end" : "start", "font-size": size }, text[k]));
        el.append(lead(g, m.origin, m.title));
    });
    return height + 22;
}

function calendar(scenario: string): HTMLElement {
    const marks = events(scenario), { data } = state.get(), acts = marks.filter((m) => m.kind === "in force");
    const legend = h("p", { class: "legend" }, h("span", {}, "◆ announced"), h("span", {}, "■ in force"), h("span", {}, "□ ends"), h("span", {}, "▼ deadline"));
    const names = h("ol", { class: "names" }, ...marks.map((m) => h("li", {}, num(date(new Date(m.day * 86400000).toISOString().slice(0, 10)), m.origin), " ", m.label)));
    const next = acts.find((m) => m.day >= dayOf(data.run.case.as_of));
    return h("div", {}, figure({
        id: "calendar", title: "Calendar of measures and deadlines", legend,
        sentence: `${plural(acts.reduce((n, m) => n + m.ids.length, 0), "measure")} of ${scenario} come into force within the period, on ${plural(new Set(acts.map((m) => m.day)).size, "day")}` + (next ? `; the next after ${date(data.run.case.as_of)} on ${date(new Date(next.day * 86400000).toISOString().slice(0, 10))}, by ${state.actorName(next.actor)}.` : "."),
        from: { of: "measures", ids: data.scenarios[scenario].measures, what: "Measures of " + scenario }, columns: ["date", "actor", "what", "measure", "title"],
        rows: () => marks.flatMap((m): Cell[][] => {
            const day = new Date(m.day * 86400000).toISOString().slice(0, 10);
            if (m.ids.length === 0) return [[day, m.actor, m.kind, "", m.title]];
            return m.ids.map((id): Cell[] => [day, m.actor, m.kind, { v: id, from: { of: "measures", ids: [id], what: id } }, data.measures.find((x) => x.id === id)!.title]);
        }),
        draw: (el, width) => drawCalendar(el, width, marks),
    }), h("div", { class: "narrow-only" }, names));
}

// --- halts and shortfalls ------------------------------------------------------------------------

const pair = (r: RunOut): string => `${state.productName(r.product)}, ${r.actor}`;
const isEnd = (r: RunOut): boolean => state.productOf(r.product)?.end ?? false;

export function span(w: When): string {
    if (w.p_never >= 1) return "never";
    const same = w.p05 === w.p95, middle = date(w.p50);
    return same ? middle : `${middle} (${date(w.p05)} to ${date(w.p95)})`;
}

// An interval of dates: thin from 5 to 95 %, thick from 25 to 75 %, a mark at the median. Never lies beyond the end.
function interval(w: When, x: Scale, y: number, name: string): SVGElement | null {
    if (!w.p05) return null;
    const at = (d: string | null) => (d ? x(dayOf(d)) : x(x.hi)), g = svg("g", { class: name });
    g.append(svg("line", { class: "thin", x1: at(w.p05), x2: at(w.p95), y1: y, y2: y }), svg("line", { class: "thick", x1: at(w.p25), x2: at(w.p75), y1: y, y2: y }));
    if (!w.p95) g.append(svg("path", { class: "open-end", d: `M${at(null) - 6},${y - 4}l6,4l-6,4` }));
    if (w.p50) g.append(svg("circle", { cx: at(w.p50), cy: y, r: 4.5 }));
    return g;
}

function drawHalts(el: SVGElement, width: number, rows: RunOut[], scenario: string): number {
    const { run } = state.get().data, narrow = width < 620, left = narrow ? 6 : Math.min(250, width * 0.27), step = narrow ? 46 : 30, top = 8;
    const x = time(dayOf(run.start), dayOf(run.end), left + 6, width - 14), bottom = top + rows.length * step;
    timeAxis(el, x, top, bottom);
    const asOf = x(dayOf(run.case.as_of));
    el.append(svg("line", { class: "as-of", x1: asOf, x2: asOf, y1: top - 4, y2: bottom }));
    rows.forEach((r, k) => {
        const y = top + k * step + (narrow ? 30 : step / 2), label = narrow ? fit(pair(r), width - 20, 12) : fit(pair(r), left - 10, 12);
        const g = svg("g", { class: "run-out", "data-output": `${r.actor}|${r.product}` }, svg("rect", { class: "hit", x: 0, y: top + k * step, width, height: step }),
            svg("text", { class: "label", x: narrow ? 0 : left, y: narrow ? y - 13 : y + 4, "text-anchor": narrow ? "start" : "end", "font-size": 12 }, label));
        const a = interval(r.first_shortfall, x, y - 4, "shortfall"), b = interval(r.halt, x, y + 5, "halt");
        if (a) g.append(a);
        if (b) g.append(b);
        el.append(lead(g, { of: "output", scenario, actor: r.actor, product: r.product, what: "Dates of shortfall and halt, lowest week" }, `${pair(r)}: shortfall ${span(r.first_shortfall)}, in ${percent(1 - r.first_shortfall.p_never)} of draws; halt ${span(r.halt)}; lowest week ${percent(r.trough.p50)}`));
    });
    return bottom + 22;
}

let all = false;

function halts(scenario: string, update: () => void): HTMLElement {
    const s = state.scenario(), ends = s.run_out.filter(isEnd), most = 12, rows = all ? ends : ends.slice(0, most);
    const first = ends[0], others = s.run_out.length - ends.length, o = (r: RunOut, what: string): Origin => ({ of: "output", scenario, actor: r.actor, product: r.product, what });
    if (ends.length === 0) return h("p", { class: "sentence", id: "no-halts" }, `No end product falls short under ${scenario} beside ${s.against}; ${plural(others, "other output")} ${others === 1 ? "does" : "do"}.`);
    const halted = ends.filter((r) => r.halt.p_never < 1);
    const legend = h("p", { class: "legend" }, h("span", {}, h("i", { class: "swatch short" }), "below 95 % for 7 days"), h("span", {}, h("i", { class: "swatch stop" }), "halt: below 10 % for 7 days"), h("span", {}, "● median, thick 25–75 %, thin 5–95 % of draws"), h("span", {}, "› not within the period in some"));
    return h("div", {}, figure({
        id: "halts", title: "End products that fall short or stop", legend,
        sentence: `${plural(ends.length, "end product")} of an actor ${ends.length === 1 ? "falls" : "fall"} short in some draw, ${halted.length ? "a halt comes for " + list(halted.slice(0, 3).map((r) => `${pair(r)} in ${percent(1 - r.halt.p_never)}`)) + " of draws" : "none halts"}. ${pair(first)} comes first: ${span(first.first_shortfall)}, in ${percent(1 - first.first_shortfall.p_never)} of draws, down to ${percent(first.trough.p50)} in its lowest week.` + (others ? ` ${plural(others, "output")} on the way to them ${others === 1 ? "falls" : "fall"} short, too.` : ""),
        from: o(first, "Dates of shortfall and halt, lowest week"), columns: ["end product", "actor", "shortfall", "5 %", "95 %", "share of draws", "halt", "share of draws halted", "lowest week", "recovered", "for want of"],
        rows: () => ends.map((r): Cell[] => [state.productName(r.product), r.actor, { v: r.first_shortfall.p50, show: date(r.first_shortfall.p50), from: o(r, "First shortfall") }, r.first_shortfall.p05, r.first_shortfall.p95,
            { v: 1 - r.first_shortfall.p_never, show: percent(1 - r.first_shortfall.p_never), from: o(r, "Share of draws with a shortfall") }, { v: r.halt.p50, show: date(r.halt.p50), from: o(r, "Halt") }, { v: 1 - r.halt.p_never, show: percent(1 - r.halt.p_never) },
            { v: r.trough.p50, show: percent(r.trough.p50), from: o(r, "Lowest output on a 7-day mean") }, r.recovered.p50, r.cause]),
        draw: (el, width) => drawHalts(el, width, rows, scenario),
    }), ends.length > most ? h("button", { type: "button", class: "quiet", onclick: () => { all = !all; update(); } }, all ? `Only the first ${most}` : `All ${ends.length}`) : null);
}

// --- bands ---------------------------------------------------------------------------------------

export interface Line { band: Band; cls: string; name: string; quiet?: boolean }

// Bands over time: 5 to 95 % pale, 25 to 75 % darker, the median as a line.
export function drawBands(el: SVGElement, width: number, lines: Line[], marks: Event[], height = 210): number {
    const { run } = state.get().data, lo = Math.min(0, ...lines.flatMap((l) => l.band.p05)), hi = Math.max(...lines.flatMap((l) => l.band.p95));
    const top = 10, bottom = height - 24, y = nice(lo, hi || 1, bottom, top), left = 10 + Math.max(...y.ticks.map((t) => textWidth(short(t), 11)));
    const x = time(dayOf(run.start), dayOf(run.end), left, width - 6);
    numberAxis(el, y, left, width - 6);
    timeAxis(el, x, top, bottom);
    for (const m of marks) el.append(svg("line", { class: m.kind === "as of" ? "as-of" : "mark", x1: x(m.day), x2: x(m.day), y1: top, y2: bottom }));
    for (const l of lines) {
        const at = days(l.band.dates).map(x), ys = (v: number[]) => v.map((q) => y(q));
        if (!l.quiet) el.append(svg("path", { class: "band outer " + l.cls, d: area(at, ys(l.band.p05), ys(l.band.p95)) }), svg("path", { class: "band inner " + l.cls, d: area(at, ys(l.band.p25), ys(l.band.p75)) }));
        el.append(svg("path", { class: `line ${l.cls}${l.quiet ? " dashed" : ""}`, d: path(at.map((v, k) => [v, y(l.band.p50[k])])) }));
    }
    return height;
}

export const bandColumns = (name: string): string[] => ["date", `${name} 5 %`, "25 %", "50 %", "75 %", "95 %", "compared with, 50 %"];
export const bandRows = (b: Band, other: Band | undefined, from: Origin): Cell[][] => b.dates.map((d, k): Cell[] =>
    [d, ...[b.p05, b.p25, b.p50, b.p75, b.p95].map((q): Cell => ({ v: Number(q[k].toPrecision(4)), show: number(q[k]), from })), other ? Number(other.p50[k].toPrecision(4)) : null]);

function band(id: string, title: string, b: Band, other: Band | undefined, from: Origin, marks: Event[], cls: string): HTMLElement {
    const asOf = state.get().data.run.case.as_of, after = b.dates.findIndex((d) => d >= asOf), low = b.p50.reduce((m, v, k) => (k >= after && v < b.p50[m] ? k : m), Math.max(after, 0));
    return figure({
        id, title, level: 4, sentence: `${b.unit}. Median ${number(b.p50[Math.max(after, 0)])} at ${date(b.dates[Math.max(after, 0)])}, lowest ${number(b.p50[low])} (${number(b.p05[low])} to ${number(b.p95[low])}) at ${date(b.dates[low])}` + (other ? `, against ${number(other.p50[low])}.` : "."),
        from, columns: bandColumns(b.unit), rows: () => bandRows(b, other, from),
        draw: (el, width) => drawBands(el, width, [...(other ? [{ band: other, cls: "quo", name: "", quiet: true }] : []), { band: b, cls, name: "" }], marks),
    });
}

// Products that go straight into one, in an actor: those of the supply network.
function inputsOf(product: string, actor: string): string[] {
    const { edges, products, actors } = state.get().data;
    return [...new Set(edges.filter((e) => e.makes >= 0 && products[e.makes].id === product && actors[e.to].id === actor).map((e) => products[e.product].id))];
}

function detail(scenario: string, actor: string, product: string): HTMLElement {
    const s = state.scenarios()[scenario], marks = events(scenario).filter((m) => m.kind === "in force" || m.kind === "as of" || m.kind === "deadline"), cls = "c" + colour(actor);
    const out: (HTMLElement | null)[] = [], o = (p: string, what: string): Origin => ({ of: "output", scenario, actor, product: p, what });
    const add = (variable: string, p: string, title: string) => {
        const b = state.band(scenario, actor, p, variable), other = state.band(s.against, actor, p, variable);
        if (b && b.p95.some((v) => v !== 0)) out.push(band(`${variable}-${p}`, title, b, other, o(p, title), marks, cls));
    };
    add("output", product, `Output: ${state.productName(product)}`);
    add("backlog", product, `Backlog: ${state.productName(product)}`);
    for (const p of inputsOf(product, actor)) {
        add("input_stock", p, `Stock held: ${state.productName(p)}`);
        add("strategic_stock", p, `Strategic stock: ${state.productName(p)}`);
    }
    const legend = h("p", { class: "legend" }, h("span", {}, h("i", { class: "swatch b" + colour(actor) }), `${scenario}: median, 25–75 %, 5–95 % of draws`), h("span", {}, h("i", { class: "swatch dash" }), `${s.against}, median`), h("span", {}, "vertical lines: measures in force, as of"));
    return h("div", {}, legend, h("div", { class: "grid" }, ...out));
}

export function panel(): HTMLElement {
    const { data } = state.get(), overview = h("div"), box = h("div");
    const pairs = data.bands.filter((b) => b.variable === "output" && b.scenario === Object.keys(data.scenarios)[0] && b.p95.some((v) => v > 0)).map((b) => ({ a: b.actor, p: b.product }));
    const select = h("select", { id: "runout-product" }) as HTMLSelectElement;
    const fillIn = () => {
        const short = state.scenario().run_out.filter(isEnd).map((r) => `${r.actor}|${r.product}`), rest = pairs.map((x) => `${x.a}|${x.p}`).filter((k) => !short.includes(k));
        const option = (k: string) => h("option", { value: k }, `${state.productName(k.split("|")[1])}, ${k.split("|")[0]}`);
        put(select, short.length ? h("optgroup", { label: "falls short" }, ...short.map(option)) : null, h("optgroup", { label: "others" }, ...rest.map(option)));
        const s = state.get();
        if (![...short, ...rest].includes(s.product)) s.product = short[0] ?? rest[0] ?? "";
        select.value = s.product;
    };
    const details = () => {
        const [a, p] = state.get().product.split("|");
        put(box, a && p ? detail(state.get().scenario, a, p) : null);
    };
    const update = () => put(overview, halts(state.get().scenario, update), calendar(state.get().scenario));
    select.addEventListener("change", () => { state.get().product = select.value; details(); });
    state.watch(["scenario", "result", "change"], (s, what) => {
        if (what === "scenario") s.product = "";
        update();
        fillIn();
        details();
    });
    return h("div", {}, overview, h("div", { class: "choices" }, h("label", {}, "Output and stocks of ", select)), box);
}
