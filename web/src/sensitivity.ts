// What moves the answer: for each verdict, the share of draws in which it holds over the range of each input it rests on.
import { figure, type Cell } from "./chart";
import type { Claim, RestsOn } from "./data";
import { fit, h, put, svg } from "./dom";
import { number, percent, plural } from "./format";
import { lead } from "./origin";
import { linear } from "./scale";
import * as state from "./state";

type Row = { c: Claim; r: RestsOn };

function draw(el: SVGElement, width: number, groups: Claim[]): number {
    const narrow = width < 640, left = narrow ? 4 : Math.min(360, width * 0.4), x = linear(0, 1, left, width - 40), step = narrow ? 40 : 26;
    let y = 4;
    const body = svg("g");
    for (const c of groups) {
        y += 26;
        body.append(svg("text", { class: "label strong", x: 0, y: y - 7, "font-size": 12 }, fit(`${c.id}: ${c.verdict}`, width - 8, 12)));
        for (const r of c.rests_on) {
            const lo = Math.min(r.share_low, r.share_high), hi = Math.max(r.share_low, r.share_high), at = y + (narrow ? 24 : step / 2), p = c.probability ?? 0;
            const g = svg("g", { class: "sensitivity grade-" + r.grade, "data-input": r.input }, svg("rect", { class: "hit", x: 0, y, width, height: step }),
                svg("text", { class: "label", x: narrow ? 0 : left - 10, y: narrow ? y + 12 : at + 4, "text-anchor": narrow ? "start" : "end", "font-size": 12 }, fit(`${r.input} (${r.grade})`, narrow ? width - 8 : left - 14, 12)),
                svg("rect", { class: "span", x: x(lo), y: at - 6, width: Math.max(2, x(hi) - x(lo)), height: 12, rx: 2 }),
                svg("line", { class: "whisker strong", x1: x(p), x2: x(p), y1: at - 9, y2: at + 9 }));
            body.append(lead(g, { of: "input", name: r.input }, `${r.input}, grade ${r.grade}: holds in ${percent(lo)} to ${percent(hi)} of draws over its range; in all ${percent(p)}`));
            y += step;
        }
    }
    for (const t of [0, 0.1, 0.5, 0.9, 1]) el.append(svg("line", { class: t === 0.1 || t === 0.9 ? "mark" : "grid", x1: x(t), x2: x(t), y1: 4, y2: y }), svg("text", { class: "tick", x: x(t), y: y + 15, "text-anchor": "middle" }, narrow && t !== 0 && t !== 1 && t !== 0.5 ? "" : percent(t)));
    el.append(body);
    return y + 22;
}

export function panel(): HTMLElement {
    const box = h("div");
    state.watch(["result"], () => {
        const groups = state.claims().filter((c) => c.rests_on.length > 0), rows: Row[] = groups.flatMap((c) => c.rests_on.map((r) => ({ c, r })));
        if (rows.length === 0) {
            const none = state.claims().length === 0 ? "Not computed: there are no verdicts over draws in this file." : "No input stands out: every verdict is the same over the range of each single input, or as far as these draws can tell.";
            put(box, h("p", { class: "sentence", id: "no-sensitivity" }, none));
            return;
        }
        const top = [...rows].sort((a, b) => Math.abs(b.r.share_high - b.r.share_low) - Math.abs(a.r.share_high - a.r.share_low))[0], d = rows.filter((x) => x.r.grade === "D").length;
        put(box, figure({
            id: "sensitivity", title: "What the verdicts rest on",
            sentence: `${plural(groups.length, "verdict")} ${groups.length === 1 ? "rests" : "rest"} on inputs that stand out beyond chance, ${d} of ${rows.length} of grade D. Most hangs on ${top.r.input}: over its range ${top.c.id} holds in ${percent(Math.min(top.r.share_low, top.r.share_high))} to ${percent(Math.max(top.r.share_low, top.r.share_high))} of draws.`,
            from: { of: "verdict", reading: top.c.id }, columns: ["reading", "input", "grade", "lowest share", "highest share", "distance (PAWN)", "worth knowing"],
            rows: () => rows.map(({ c, r }): Cell[] => [{ v: c.id, from: { of: "verdict", reading: c.id } }, { v: r.input, from: { of: "input", name: r.input } }, r.grade, { v: Math.min(r.share_low, r.share_high), show: percent(Math.min(r.share_low, r.share_high)), from: { of: "verdict", reading: c.id } }, { v: Math.max(r.share_low, r.share_high), show: percent(Math.max(r.share_low, r.share_high)), from: { of: "verdict", reading: c.id } }, Number(number(r.ks, 3)), r.worth_knowing]),
            draw: (el, width) => draw(el, width, groups),
            note: "Each bar: lowest to highest share of draws in which the reading holds, over slices of the input's range; the upright line is the share in all draws. Dotted: 10 and 90 %, where verdicts change.",
        }));
    });
    return box;
}
