// Numbers, dates and words as people read them.
const MONTH = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY = 86400000;

export const dayOf = (iso: string): number => Math.round(Date.parse(iso + "T00:00:00Z") / DAY);
export const isoOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

export function date(iso: string | null | undefined): string {
    if (!iso) return "never";
    const [y, m, d] = iso.split("-");
    return `${Number(d)} ${MONTH[Number(m) - 1]} ${y}`;
}

export const month = (day: number): string => {
    const d = new Date(day * DAY);
    return `${MONTH[d.getUTCMonth()]} ${d.getUTCFullYear()}`;
};

// Three significant digits, thousands apart, a true minus.
export function number(x: number | null | undefined, digits = 3): string {
    if (x === null || x === undefined || !Number.isFinite(x)) return "–";
    if (x === 0) return "0";
    const size = Math.abs(x);
    if (size >= 1e15 || size < 1e-4) return x.toExponential(digits - 1).replace("-", "−").replace("e+", "e");
    const places = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
    const rounded = Number(x.toPrecision(digits));
    const [whole, part] = Math.abs(rounded).toFixed(Math.min(places, 8)).split(".");
    const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, "\u202f") : whole;
    const tail = part?.replace(/0+$/, "");
    return (x < 0 ? "−" : "") + grouped + (tail ? "." + tail : "");
}

// 1.2 bn, 34 M, 560 k
export function short(x: number | null | undefined): string {
    if (x === null || x === undefined || !Number.isFinite(x)) return "–";
    const size = Math.abs(x);
    for (const [unit, name] of [[1e12, "tn"], [1e9, "bn"], [1e6, "M"], [1e3, "k"]] as const)
        if (size >= unit * 0.9995) return number(x / unit) + "\u202f" + name;
    return number(x);
}

export const usd = (x: number | null | undefined): string => short(x) + " USD";
export function percent(x: number | null | undefined): string {
    if (x === null || x === undefined || !Number.isFinite(x)) return "–";
    const p = x * 100;
    if (p > 99.5 && p < 100) return ">99\u202f%";
    if (p > 0 && p < 0.5) return "<1\u202f%";
    return Math.round(p).toString().replace("-", "−") + "\u202f%";
}

// Share to two digits after the point, as the command line prints it.
export const share = (x: number | null | undefined): string => (x === null || x === undefined ? "–" : x.toFixed(2));

export const plural = (n: number, one: string, many = one + "s"): string => `${n} ${n === 1 ? one : many}`;

export function list(words: string[]): string {
    if (words.length < 2) return words.join("");
    return words.slice(0, -1).join(", ") + " and " + words[words.length - 1];
}

export const capital = (s: string): string => s.charAt(0).toUpperCase() + s.slice(1);
