// The stand-off, where the case has one: who concedes first, when it ends, what postponing is worth. From `lodestone standoff`.
import { figure, type Cell } from "./chart";
import { colour } from "./colour";
import { h, svg } from "./dom";
import { date, dayOf, number, percent, short, usd } from "./format";
import { lead, num, type Origin } from "./origin";
import { area, linear, numberAxis, path, time, timeAxis } from "./scale";
import * as state from "./state";

const origin = (what: string): Origin => ({ of: "standoff", what });
const two = (r: { low: number; high: number }): string => (percent(r.low) === percent(r.high) ? percent(r.low) : `${percent(r.low)} to ${percent(r.high)}`);

function drawFirst(el: SVGElement, width: number, parts: { name: string; low: number; high: number; cls: string; label: string }[]): number {
    const left = width < 520 ? 96 : 190, x = linear(0, 1, left, width - 56), step = 34;
    for (const t of x.ticks) el.append(svg("line", { class: "grid", x1: x(t), x2: x(t), y1: 0, y2: parts.length * step }), svg("text", { class: "tick", x: x(t), y: parts.length * step + 15, "text-anchor": "middle" }, percent(t)));
    parts.forEach((p, k) => {
        const y = k * step + step / 2, middle = (p.low + p.high) / 2;
        const g = svg("g", { class: "first", "data-side": p.name }, svg("rect", { class: "bar-fill " + p.cls, x: x(0), y: y - 9, width: Math.max(1, x(middle) - x(0)), height: 18 }),
            svg("line", { class: "whisker strong", x1: x(p.low), x2: x(p.high), y1: y, y2: y }), svg("text", { class: "label", x: left - 8, y: y + 4, "text-anchor": "end", "font-size": 12 }, p.label), svg("text", { class: "label value", x: x(p.high) + 8, y: y + 4, "font-size": 12 }, percent(middle)));
        el.append(lead(g, origin(`${p.label}: ${two(p)}`), `${p.label}: ${two(p)}`));
    });
    return parts.length * step + 22;
}

function drawOver(el: SVGElement, width: number, weeks: { date: string; low: number; high: number }[]): number {
    const height = 210, left = 44, y = linear(0, 1, height - 24, 10), x = time(dayOf(weeks[0].date), dayOf(weeks[weeks.length - 1].date), left, width - 8);
    numberAxis(el, y, left, width - 8, percent);
    timeAxis(el, x, 10, height - 24);
    const at = weeks.map((w) => x(dayOf(w.date)));
    el.append(svg("path", { class: "band inner quo", d: area(at, weeks.map((w) => y(w.low)), weeks.map((w) => y(w.high))) }), svg("path", { class: "line ink", d: path(at.map((v, k) => [v, y((weeks[k].low + weeks[k].high) / 2)])) }));
    return height;
}

function drawHazard(el: SVGElement, width: number, months: any[], sides: string[]): number {
    const height = 210, left = 44, most = Math.max(...months.flatMap((m) => sides.map((s) => m[s] ?? 0)), 0.01), y = linear(0, most, height - 24, 10), x = time(dayOf(months[0].from), dayOf(months[months.length - 1].until), left, width - 8);
    numberAxis(el, y, left, width - 8, percent);
    timeAxis(el, x, 10, height - 24);
    sides.forEach((s) => {
        el.append(svg("path", { class: "line c" + colour(s), d: path(months.flatMap((m): [number, number][] => [[x(dayOf(m.from)), y(m[s] ?? 0)], [x(dayOf(m.until)), y(m[s] ?? 0)]])) }));
    });
    return height;
}

function delays(s: any): HTMLElement | null {
    const rows: any[] = Array.isArray(s.value_of_delay) ? s.value_of_delay : [];
    if (rows.length === 0 || !rows[0][s.sides[0]]) return null;
    const cell = (r: any, side: string) => r[side] ?? {};
    return h("div", { class: "delays" }, h("h3", {}, "What postponing is worth"), h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "What postponing is worth" }, h("table", {}, h("caption", { class: "sr" }, "What postponing is worth to each side"),
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Postponed by"), ...s.sides.flatMap((side: string) => [h("th", { scope: "col", class: "n" }, `${side}, median`), h("th", { scope: "col", class: "n" }, `${side}, pays in`)]))),
        h("tbody", {}, ...rows.map((r) => h("tr", {}, h("th", { scope: "row" }, `${number(r.days)} days`), ...s.sides.flatMap((side: string) => {
            const c = cell(r, side), v = c.p50 ?? c.total?.p50 ?? c.central ?? null;
            return [h("td", { class: "n" }, v === null ? "–" : num(usd(v), origin(`Value of postponing by ${r.days} days to ${side}`))), h("td", { class: "n" }, c.pays === undefined || c.pays === null ? "–" : num(percent(c.pays), origin(`Share of draws in which postponing by ${r.days} days pays ${side}`)))];
        })))))));
}

export function panel(): HTMLElement | null {
    const { data } = state.get(), s = data.standoff;
    if (!s) return null;
    if (s.not_computed) return h("p", { class: "sentence" }, `Not computed: ${s.not_computed}.`);
    const sides: string[] = s.sides, end = s.end_date, weeks = end?.over_by_week ?? [];
    const parts = [...sides.map((id) => ({ name: id, ...s.first[id], cls: "f" + colour(id), label: `${state.actorName(id)} first` })), { name: "never", ...s.first.never, cls: "f7", label: "nobody, ever" }];
    const short_ = (label: string) => label.replace("United States of America", "USA");
    const middle = end?.p50?.earliest ? date(end.p50.earliest) : "not within the horizon";
    const months: any[] = s.hazard ?? [];
    return h("div", {}, h("p", { class: "note" }, `Conditional on ${s.conditional_on}. ${s.regimes.draws} draws; certificate: no side could gain more than ${number(s.certificate.largest_gain, 2)} of its value by deviating (allowed ${number(s.certificate.allowed, 2)}). Sliders do not change this panel: it is the file's own.`),
        h("div", { class: "grid" }, figure({
            id: "standoff-first", title: "Who concedes first", sentence: parts.map((p) => `${short_(p.label)}: ${two(p)}`).join("; ") + ".",
            from: origin("Who concedes first"), columns: ["who", "lowest", "highest"], rows: () => parts.map((p): Cell[] => [p.label, { v: p.low, show: percent(p.low), from: origin(p.label) }, { v: p.high, show: percent(p.high), from: origin(p.label) }]),
            draw: (el, width) => drawFirst(el, width, parts.map((p) => ({ ...p, label: width < 520 ? short_(p.label).replace(state.actorName(p.name), p.name) : short_(p.label) }))),
        }), weeks.length ? figure({
            id: "standoff-over", title: "Probability that it is over", sentence: `Half of the probability lies before ${middle}; by ${date(weeks[weeks.length - 1].date)} it is over with ${two(weeks[weeks.length - 1])}.`,
            from: origin("Probability that the stand-off is over"), columns: ["date", "lowest", "highest"], rows: () => weeks.map((w: any): Cell[] => [w.date, { v: w.low, show: percent(w.low), from: origin("Probability that the stand-off is over by " + date(w.date)) }, { v: w.high, show: percent(w.high) }]),
            draw: (el, width) => drawOver(el, width, weeks),
        }) : null, months.length ? figure({
            id: "standoff-hazard", title: "Chance to concede in a month, if nobody has before",
            legend: h("p", { class: "legend" }, ...sides.map((id) => h("span", {}, h("i", { class: "swatch b" + colour(id) }), state.actorName(id)))),
            sentence: `In the first month ${sides.map((id) => `${id} ${percent(months[0][id])}`).join(", ")}; in the last ${sides.map((id) => `${id} ${percent(months[months.length - 1][id])}`).join(", ")}.`,
            from: origin("Chance to concede in a month"), columns: ["from", "until", "not over before", ...sides], rows: () => months.map((m): Cell[] => [m.from, m.until, m.not_over_before, ...sides.map((id): Cell => ({ v: m[id], show: percent(m[id]), from: origin(`Chance of ${id} to concede in the month from ${date(m.from)}`) }))]),
            draw: (el, width) => drawHazard(el, width, months, sides),
        }) : null, delays(s)));
}
