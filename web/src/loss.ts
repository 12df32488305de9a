// Loss per day by side: the mean with its interval, its course, and what it is made of.
import { figure, type Cell } from "./chart";
import { colour } from "./colour";
import type { Loss } from "./data";
import { h, put, svg, textWidth } from "./dom";
import { date, number, plural, short, usd } from "./format";
import { lead, type Origin } from "./origin";
import { bandRows, drawBands, events, span, type Line } from "./runout";
import { nice } from "./scale";
import * as state from "./state";

type Row = { actor: string; loss: Loss };

const origin = (actor: string, what: string): Origin => ({ of: "loss", scenario: state.get().scenario, actor, what });

function rows(): Row[] {
    const all = Object.entries(state.scenario().loss).map(([actor, loss]) => ({ actor, loss }));
    return all.filter((r) => r.loss.mean_usd_per_day.p05 !== 0 || r.loss.mean_usd_per_day.p95 !== 0).sort((a, b) => b.loss.mean_usd_per_day.p50 - a.loss.mean_usd_per_day.p50);
}

function drawMeans(el: SVGElement, width: number, list: Row[]): number {
    const narrow = width < 520, left = narrow ? 46 : 160, step = 30, top = 6, bottom = top + list.length * step, q = list.map((r) => r.loss.mean_usd_per_day);
    const x = nice(Math.min(0, ...q.map((v) => v.p05)), Math.max(0, ...q.map((v) => v.p95)), left, width - 70, narrow ? 3 : 6);
    for (const t of x.ticks) el.append(svg("line", { class: t === 0 ? "axis" : "grid", x1: x(t), x2: x(t), y1: top, y2: bottom }), svg("text", { class: "tick", x: x(t), y: bottom + 15, "text-anchor": "middle" }, short(t)));
    list.forEach((r, k) => {
        const y = top + k * step + step / 2, v = r.loss.mean_usd_per_day, c = colour(r.actor), text = short(v.p50);
        const end = Math.max(x(v.p95), x(v.p50), x(0)) + 8;
        const g = svg("g", { class: "loss-row", "data-actor": r.actor, "data-median": v.p50 }, svg("rect", { class: "hit", x: 0, y: y - step / 2, width, height: step }),
            svg("rect", { class: "bar-fill f" + c, x: Math.min(x(0), x(v.p50)), y: y - 7, width: Math.abs(x(v.p50) - x(0)), height: 14 }),
            svg("line", { class: "whisker", x1: x(v.p05), x2: x(v.p95), y1: y, y2: y }), svg("line", { class: "whisker strong", x1: x(v.p25), x2: x(v.p75), y1: y, y2: y }),
            svg("text", { class: "label", x: left - 8, y: y + 4, "text-anchor": "end", "font-size": 12 }, narrow ? r.actor : state.actorName(r.actor).length * 6.3 > left ? r.actor : state.actorName(r.actor)),
            svg("text", { class: "label value", x: Math.min(end, width - textWidth(text, 12) - 2), y: y + 4, "font-size": 12 }, text));
        el.append(lead(g, origin(r.actor, "Mean loss per day from as_of to the end"), `${state.actorName(r.actor)}: ${usd(v.p50)} per day (${short(v.p05)} to ${short(v.p95)})`));
    });
    return bottom + 22;
}

function means(list: Row[]): HTMLElement {
    const s = state.scenario(), { run } = state.get().data, lose = list.filter((r) => r.loss.mean_usd_per_day.p50 > 0), gain = list.filter((r) => r.loss.mean_usd_per_day.p50 < 0);
    const told = list.slice(0, 3).map((r) => `${state.actorName(r.actor)} ${usd(r.loss.mean_usd_per_day.p50)} (${short(r.loss.mean_usd_per_day.p05)} to ${short(r.loss.mean_usd_per_day.p95)})`);
    return figure({
        id: "loss-mean", title: `Mean loss per day, ${state.get().scenario} against ${s.against}`,
        sentence: `From ${date(run.case.as_of)} to ${date(run.end)}, median and 5 to 95 % of draws: ${told.join("; ")}. ${plural(lose.length, "actor")} ${lose.length === 1 ? "loses" : "lose"}, ${gain.length} ${gain.length === 1 ? "gains" : "gain"}.`,
        from: origin(list[0].actor, "Mean loss per day from as_of to the end"), columns: ["actor", "mean USD/day 50 %", "5 %", "25 %", "75 %", "95 %", "mean", "of it tariffs", "highest day, USD/day", "when", "total USD"],
        rows: () => list.map((r): Cell[] => {
            const v = r.loss.mean_usd_per_day, n = (x: number, what: string): Cell => ({ v: x, show: number(x), from: origin(r.actor, what) });
            return [state.actorName(r.actor), n(v.p50, "Mean loss per day, median"), n(v.p05, "Mean loss per day, 5 %"), n(v.p25, "Mean loss per day, 25 %"), n(v.p75, "Mean loss per day, 75 %"), n(v.p95, "Mean loss per day, 95 %"), n(v.mean, "Mean loss per day, mean"),
                n(r.loss.tariffs_mean_usd_per_day.p50, "Of the mean, tariffs on other goods"), n(r.loss.peak_usd_per_day.p50, "Loss on the worst day, median"), r.loss.peak_date.p50, n(r.loss.total_usd.p50, "Loss over the period, median")];
        }),
        draw: (el, width) => drawMeans(el, width, list),
        note: "Value added not earned at an actor's sites, against the same draw of the scenario compared with; bars to the left of zero are gains. Thick line: 25 to 75 % of draws, thin: 5 to 95 %.",
    });
}

function course(list: Row[]): HTMLElement | null {
    const id = state.get().scenario, shown = [...list].sort((a, b) => Math.abs(b.loss.mean_usd_per_day.p50) - Math.abs(a.loss.mean_usd_per_day.p50)).slice(0, 4);
    const lines: Line[] = shown.flatMap((r) => {
        const b = state.band(id, r.actor, "", "loss");
        return b ? [{ band: b, cls: "c" + colour(r.actor), name: r.actor }] : [];
    });
    if (lines.length === 0) return null;
    const top = shown[0], peak = top.loss.peak_usd_per_day, marks = events(id).filter((m) => m.kind === "in force" || m.kind === "as of" || m.kind === "deadline");
    return figure({
        id: "loss-course", title: "Loss per day over time",
        legend: h("p", { class: "legend" }, ...lines.map((l) => h("span", {}, h("i", { class: "swatch b" + colour(l.band.actor) }), state.actorName(l.band.actor)))),
        sentence: `The ${lines.length} largest, means of fortnights in USD per day. ${state.actorName(top.actor)} peaks at ${usd(peak.p50)} per day (${short(peak.p05)} to ${short(peak.p95)}) on ${span(top.loss.peak_date)}.`,
        from: origin(top.actor, "Loss per day"), columns: ["actor", "date", "5 %", "25 %", "50 %", "75 %", "95 %"],
        rows: () => lines.flatMap((l) => bandRows(l.band, undefined, origin(l.band.actor, "Loss per day")).map((r) => [l.band.actor, ...r.slice(0, 6)])),
        draw: (el, width) => drawBands(el, width, lines, marks, 270),
    });
}

export function panel(): HTMLElement {
    const box = h("div");
    state.watch(["scenario", "result", "change"], () => {
        const list = rows();
        put(box, list.length ? means(list) : h("p", { class: "sentence" }, `No side loses anything under ${state.get().scenario} beside ${state.scenario().against}.`), list.length ? course(list) : null);
    });
    return box;
}
