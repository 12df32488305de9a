// The frame of every chart: title, a sentence with its numbers, the picture, its data as a table, downloads.
import { h, put, svg } from "./dom";
import { num, type Origin } from "./origin";

export type Cell = string | number | null | { v: string | number | null; show?: string; from?: Origin };

export interface Chart {
    id: string;
    title: string;
    sentence: string;                             // what a reader who cannot see it is told
    columns: string[];
    rows: () => Cell[][];
    draw: (svg: SVGElement, width: number) => number; // returns the height
    note?: Node | string;
    legend?: Node;
    from?: Origin;                                // what the sentence rests on
    level?: number;                               // of the heading; 3
}

const open = new Set<string>(); // charts whose data is shown
const resize = new ResizeObserver((entries) => {
    for (const e of entries) (e.target as any).redraw?.(e.contentRect.width);
});

const value = (c: Cell) => (c !== null && typeof c === "object" ? c.v : c);

function shown(c: Cell): Node | string {
    const v = value(c);
    const text = c !== null && typeof c === "object" && c.show !== undefined ? c.show : v === null ? "–" : String(v);
    return c !== null && typeof c === "object" && c.from ? num(text, c.from) : text;
}

export function table(columns: string[], rows: Cell[][], caption: string): HTMLElement {
    const right = columns.map((_, k) => rows.some((r) => typeof value(r[k]) === "number"));
    const cells = (r: Cell[]) => r.map((c, k) => h(k === 0 ? "th" : "td", { scope: k === 0 ? "row" : null, class: right[k] ? "n" : null }, shown(c)));
    return h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
        h("table", {}, h("caption", { class: "sr" }, caption),
            h("thead", {}, h("tr", {}, ...columns.map((c, k) => h("th", { scope: "col", class: right[k] ? "n" : null }, c)))),
            h("tbody", {}, ...rows.map((r) => h("tr", {}, ...cells(r))))));
}

// --- downloads -----------------------------------------------------------------------------------

function save(name: string, blob: Blob): void {
    const url = URL.createObjectURL(blob), a = h("a", { href: url, download: name }) as HTMLAnchorElement;
    a.click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
}

export function csv(columns: string[], rows: Cell[][]): string {
    const cell = (x: unknown) => {
        const s = x === null || x === undefined ? "" : String(x);
        return /[",\r\n]/.test(s) ? `"${s.replaceAll('"', '""')}"` : s;
    };
    return [columns, ...rows.map((r) => r.map(value))].map((r) => r.map(cell).join(",")).join("\n") + "\n";
}

const KEPT = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap", "opacity", "font-family",
    "font-size", "font-weight", "font-style", "text-anchor", "dominant-baseline", "display", "visibility", "paint-order"];

// A copy that looks the same without the page's style.
function alone(of: SVGElement): string {
    const copy = of.cloneNode(true) as SVGElement;
    const from = [of, ...of.querySelectorAll("*")], to = [copy, ...copy.querySelectorAll("*")];
    from.forEach((el, k) => {
        const style = getComputedStyle(el);
        for (const key of KEPT) to[k].setAttribute(key, style.getPropertyValue(key));
        to[k].removeAttribute("class");
        to[k].removeAttribute("style");
    });
    const background = getComputedStyle(document.body).backgroundColor;
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.prepend(svg("rect", { width: "100%", height: "100%", fill: background }));
    return new XMLSerializer().serializeToString(copy);
}

async function png(of: SVGElement): Promise<Blob> {
    const box = of.getBoundingClientRect(), image = new Image(), scale = 2;
    image.src = URL.createObjectURL(new Blob([alone(of)], { type: "image/svg+xml" }));
    await image.decode();
    const canvas = h("canvas", { width: box.width * scale, height: box.height * scale }) as HTMLCanvasElement;
    const c = canvas.getContext("2d")!;
    c.scale(scale, scale);
    c.drawImage(image, 0, 0, box.width, box.height);
    URL.revokeObjectURL(image.src);
    return new Promise((done) => canvas.toBlob((b) => done(b!), "image/png"));
}

// --- the frame -----------------------------------------------------------------------------------

export function figure(c: Chart): HTMLElement {
    const picture = svg("svg", { role: "img", "aria-label": `${c.title}. ${c.sentence}` });
    const plot = h("div", { class: "plot" }, picture);
    const redraw = (width: number) => {
        if (width < 40) return;
        picture.replaceChildren();
        const height = c.draw(picture, width);
        picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
        picture.setAttribute("width", String(width));
        picture.setAttribute("height", String(height));
    };
    (plot as any).redraw = redraw;
    resize.observe(plot);

    const data = h("details", { class: "data" });
    const body = h("div");
    const build = () => put(body, table(c.columns, c.rows(), c.title));
    data.append(h("summary", {}, "Show data"), body);
    data.addEventListener("toggle", () => {
        const is = (data as HTMLDetailsElement).open;
        if (is) open.add(c.id);
        else open.delete(c.id);
        if (is && !body.firstChild) build();
    });
    if (open.has(c.id)) {
        build();
        (data as HTMLDetailsElement).open = true;
    }
    const button = (what: string, run: () => unknown) =>
        h("button", { type: "button", class: "quiet", onclick: run, "aria-label": `Download ${c.title} as ${what}` }, what);
    return h("figure", { class: "chart", id: "chart-" + c.id, "data-chart": c.id },
        h("figcaption", {}, h("h" + (c.level ?? 3), {}, c.title), h("p", { class: "sentence" }, c.sentence, c.from ? " " : null, c.from ? num("What this rests on", c.from) : null)),
        c.legend, plot, c.note ? h("p", { class: "note" }, c.note) : null,
        h("div", { class: "tools" }, data, h("span", { class: "downloads" }, "Download ",
            button("SVG", () => save(c.id + ".svg", new Blob([alone(picture)], { type: "image/svg+xml" }))),
            button("PNG", async () => save(c.id + ".png", await png(picture))),
            button("CSV", () => save(c.id + ".csv", new Blob([csv(c.columns, c.rows())], { type: "text/csv" }))))));
}

// Draw all again, for instance for paper.
export function redrawAll(): void {
    for (const plot of document.querySelectorAll(".plot")) (plot as any).redraw?.(plot.getBoundingClientRect().width);
}
