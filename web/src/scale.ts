// Scales, ticks, paths: what the charts are drawn with.
import { svg } from "./dom";
import { dayOf, month, short } from "./format";

export interface Scale { (x: number): number; ticks: number[]; lo: number; hi: number }

// Round steps that cut lo..hi into about n parts.
function steps(lo: number, hi: number, n: number): number[] {
    if (!(hi > lo)) return [lo];
    const raw = (hi - lo) / n, power = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 5, 10].map((k) => k * power).find((s) => s >= raw * 0.999)!;
    const out: number[] = [];
    for (let k = Math.ceil(lo / step - 1e-9); k * step <= hi + step * 1e-9; k++) out.push(k * step);
    return out;
}

export function linear(lo: number, hi: number, from: number, to: number, n = 4): Scale {
    if (!(hi > lo)) hi = lo + 1;
    const f = ((x: number) => from + ((x - lo) / (hi - lo)) * (to - from)) as Scale;
    f.lo = lo;
    f.hi = hi;
    f.ticks = steps(lo, hi, n);
    return f;
}

// lo..hi widened to round ends.
export function nice(lo: number, hi: number, from: number, to: number, n = 4): Scale {
    if (!(hi > lo)) hi = lo + (Math.abs(lo) || 1);
    const t = steps(lo, hi, n), step = t.length > 1 ? t[1] - t[0] : hi - lo;
    return linear(Math.floor(lo / step + 1e-9) * step, Math.ceil(hi / step - 1e-9) * step, from, to, n);
}

// Days since 1970, with ticks at the first days of months.
export function time(start: number, end: number, from: number, to: number, room = 80): Scale {
    const f = linear(start, end, from, to);
    const most = Math.max(2, Math.floor((to - from) / room)), months = (end - start) / 30.44;
    const every = [1, 2, 3, 6, 12, 24, 60].find((m) => months / m <= most) ?? 120;
    f.ticks = [];
    const d = new Date(start * 86400000);
    for (let y = d.getUTCFullYear(), m = 0; ; m += every) {
        const day = Math.round(Date.UTC(y, m, 1) / 86400000);
        if (day > end) break;
        if (day >= start) f.ticks.push(day);
    }
    return f;
}

export const path = (points: [number, number][]): string => points.map(([x, y], k) => `${k ? "L" : "M"}${x.toFixed(1)},${y.toFixed(1)}`).join("");

export function area(x: number[], low: number[], high: number[]): string {
    const top: [number, number][] = x.map((v, k) => [v, high[k]]), bottom: [number, number][] = x.map((v, k) => [v, low[k]]);
    return path(top) + "L" + path(bottom.reverse()).slice(1) + "Z";
}

// Axes with grid lines; dates below, numbers at the left.
export function timeAxis(el: SVGElement, x: Scale, top: number, bottom: number): void {
    for (const t of x.ticks) {
        const at = x(t), first = at < 24, last = at > x(x.hi) - 22;
        el.append(svg("line", { class: "grid", x1: at, x2: at, y1: top, y2: bottom }),
            svg("text", { class: "tick", x: at, y: bottom + 15, "text-anchor": first ? "start" : last ? "end" : "middle" }, month(t)));
    }
    el.append(svg("line", { class: "axis", x1: x(x.lo), x2: x(x.hi), y1: bottom, y2: bottom }));
}

export function numberAxis(el: SVGElement, y: Scale, left: number, right: number, show: (v: number) => string = short): void {
    for (const t of y.ticks) {
        el.append(svg("line", { class: t === 0 ? "axis" : "grid", x1: left, x2: right, y1: y(t), y2: y(t) }),
            svg("text", { class: "tick", x: left - 6, y: y(t) + 4, "text-anchor": "end" }, show(t)));
    }
}

export const days = (dates: string[]): number[] => dates.map(dayOf);

// Put labels of given widths, wanted at x, into as few rows as hold them without touching. Returns the row of each.
export function lanes(items: { x: number; width: number }[], gap = 10): number[] {
    const end: number[] = [], row: number[] = new Array(items.length);
    const order = items.map((_, k) => k).sort((a, b) => items[a].x - items[b].x);
    for (const k of order) {
        let r = end.findIndex((e) => e + gap <= items[k].x);
        if (r < 0) r = end.push(0) - 1;
        end[r] = items[k].x + items[k].width;
        row[k] = r;
    }
    return row;
}
