// Making elements. All text goes in as text: nothing of the data is ever read as HTML.
export type Child = Node | string | number | null | undefined | false;
type Props = Record<string, unknown>;

function fill(el: Element, props: Props, children: Child[]): void {
    for (const [key, value] of Object.entries(props)) {
        if (value === null || value === undefined || value === false) continue;
        if (key.startsWith("on")) el.addEventListener(key.slice(2), value as EventListener);
        else el.setAttribute(key, value === true ? "" : String(value));
    }
    for (const c of children) if (c !== null && c !== undefined && c !== false) el.append(typeof c === "number" ? String(c) : c);
}

export function h(tag: string, props: Props = {}, ...children: Child[]): HTMLElement {
    const el = document.createElement(tag);
    fill(el, props, children);
    return el;
}

export function svg(tag: string, props: Props = {}, ...children: Child[]): SVGElement {
    const el = document.createElementNS("http://www.w3.org/2000/svg", tag);
    fill(el, props, children);
    return el;
}

// Put `children` in place of what `el` holds.
export function put(el: Element, ...children: Child[]): void {
    el.replaceChildren();
    fill(el, {}, children);
}

// Width of a text in the page's sans font, px.
let measure: CanvasRenderingContext2D | null = null;
export function textWidth(text: string, size: number, weight = 400): number {
    measure ??= document.createElement("canvas").getContext("2d");
    if (!measure) return text.length * size * 0.55;
    measure.font = `${weight} ${size}px system-ui, "Segoe UI", "Helvetica Neue", "DejaVu Sans", sans-serif`;
    return measure.measureText(text).width;
}

// A text cut to a width, with an ellipsis.
export function fit(text: string, width: number, size: number): string {
    if (textWidth(text, size) <= width) return text;
    let n = text.length;
    while (n > 1 && textWidth(text.slice(0, n) + "…", size) > width) n--;
    return n > 1 ? text.slice(0, n).trimEnd() + "…" : "";
}
