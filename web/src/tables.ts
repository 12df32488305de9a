// The inputs and the sources: what everything on the page comes back to.
import { csv } from "./chart";
import type { Input } from "./data";
import { h, put } from "./dom";
import { number, plural } from "./format";
import { GRADE, gradeMark, show, sourceLink } from "./origin";
import * as state from "./state";

const PAGE = 60;
const text = (i: Input): string => `${i.name} ${i.unit} ${i.source} ${i.what}`.toLowerCase();

function row(i: Input): HTMLElement {
    const moved = state.get().set[i.name], n = (label: string, x: number) => h("td", { class: "n", "data-label": label }, h("button", { type: "button", class: "num", onclick: () => show({ of: "input", name: i.name }) }, number(x, 4)));
    return h("tr", { id: "input-" + i.name },
        h("th", { scope: "row" }, i.name, h("span", { class: "what" }, i.what), moved !== undefined ? h("span", { class: "moved" }, `moved to ${number(moved, 4)}`) : null),
        n("low", i.low), n("central", i.central), n("high", i.high), h("td", {}, i.unit === "-" ? "" : i.unit), h("td", {}, gradeMark(i.grade)), h("td", {}, i.source ? sourceLink(i.source) : "–"), h("td", { class: "place" }, i.line > 0 ? `${i.file}:${i.line}` : i.file));
}

export function inputs(): HTMLElement {
    const { data } = state.get(), body = h("tbody"), count = h("p", { class: "note", "aria-live": "polite" });
    const find = h("input", { type: "search", id: "input-find", placeholder: "name, source, meaning" }) as HTMLInputElement;
    const grade = h("select", { id: "input-grade" }, h("option", { value: "" }, "any"), ...Object.entries(GRADE).map(([k, v]) => h("option", { value: k }, v))) as HTMLSelectElement;
    const defaults = h("input", { type: "checkbox", id: "input-defaults" }) as HTMLInputElement;
    const more = h("button", { type: "button", class: "quiet" }, "");
    let shown = PAGE, only = "";
    const matching = () => data.inputs.filter((i) => (only ? i.name === only : (i.given || defaults.checked) && (!grade.value || i.grade === grade.value) && find.value.toLowerCase().split(/\s+/).every((w) => text(i).includes(w))));
    const update = () => {
        const rows = matching();
        put(body, ...rows.slice(0, shown).map(row));
        put(count, `${plural(rows.length, "row")} of ${data.inputs.length}${rows.length > shown ? `, ${shown} shown` : ""}. ${data.run.provenance.by_grade.D} of ${data.run.provenance.inputs} given inputs are of grade D.`);
        more.hidden = rows.length <= shown;
        more.textContent = `Show ${Math.min(500, rows.length - shown)} more`;
    };
    const again = () => { shown = PAGE; only = ""; update(); };
    for (const el of [find, grade, defaults]) el.addEventListener("input", again);
    more.addEventListener("click", () => { shown += 500; update(); });
    document.addEventListener("reveal", (e) => {
        const id = (e as CustomEvent).detail as string;
        if (!id.startsWith("input-")) return;
        find.value = only = id.slice(6);
        update();
    });
    state.watch(["change"], update);
    const head = ["Input", "Low", "Central", "High", "Unit", "Grade", "Source", "Row"];
    const download = h("button", { type: "button", class: "quiet", onclick: () => {
        const blob = new Blob([csv(["name", "unit", "low", "central", "high", "dist", "given", "grade", "source", "file", "line"], data.inputs.map((i) => [i.name, i.unit, i.low, i.central, i.high, i.dist, String(i.given), i.grade, i.source, i.file, i.line]))], { type: "text/csv" });
        const a = h("a", { href: URL.createObjectURL(blob), download: "inputs.csv" }) as HTMLAnchorElement;
        a.click();
    } }, "CSV");
    return h("div", {}, h("div", { class: "choices" }, h("label", {}, "Find ", find), h("label", {}, "Grade ", grade), h("label", { class: "check" }, defaults, " with defaults"), h("span", { class: "downloads" }, "Download ", download)), count,
        h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Inputs" }, h("table", { class: "rows inputs" }, h("thead", {}, h("tr", {}, ...head.map((c, k) => h("th", { scope: "col", class: k > 0 && k < 4 ? "n" : null }, c)))), body)), more);
}

export function sources(): HTMLElement {
    const { data } = state.get(), used = new Map<string, number>();
    for (const i of data.inputs) used.set(i.source, (used.get(i.source) ?? 0) + 1);
    const address = (a: string | undefined) => (a && /^https?:\/\//.test(a) ? h("a", { href: a, rel: "noreferrer noopener", target: "_blank" }, a.replace(/^https?:\/\/(www\.)?/, "")) : a ?? null);
    return h("ol", { class: "sources" }, ...data.sources.map((s) => h("li", { id: "source-" + s.id }, h("strong", {}, s.id), " ", [s.title, s.publisher, s.date].filter(Boolean).join(", "), ". ", address(s.address), s.note ? h("span", { class: "note" }, ` ${s.note}.`) : null,
        used.get(s.id) ? h("span", { class: "note" }, ` ${plural(used.get(s.id)!, "input")}.`) : null)));
}
