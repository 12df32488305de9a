// Verdict cards: what was said, how it can be read, and whether it holds.
import type { Claim, Reading, Statement } from "./data";
import { h, put } from "./dom";
import { date, number, percent, plural, share } from "./format";
import { gradeMark, num, sourceLink } from "./origin";
import * as state from "./state";

const GLYPH: Record<string, string> = { supported: "✓", refuted: "✗", undetermined: "◐" };
const word = (verdict: string): string => "v-" + (GLYPH[verdict] ? verdict : "none");

const NEEDS: Record<string, string> = {
    rebuild: "waits for the plan of rebuilding, which this version does not compute", standoff: "waits for the stand-off as a value of the claim language",
    trade: "waits for the trade equilibrium as a value of the claim language", evidence: "waits for evidence that the case does not have",
};

// Why there is no verdict, where there is none.
function absent(s: Statement, r: Reading | undefined, c: Claim | undefined): string {
    if (r && state.get().live && !state.get().live!.scenarios[r.scenario]) return `read in ${r.scenario}, which the engine has not run with these changes: choose it above`;
    if (r?.needs) return NEEDS[r.needs] ?? "waits for " + r.needs;
    if (c?.reason) return c.reason;
    if (s.untestable && !r) return s.untestable;
    const d = state.get().data, live = state.get().live;
    if (live && live.draws < 2) return "the engine is at work; verdicts come with the first draws";
    return d.run.draws <= 1 ? "this file holds one run with central values; claims are judged over draws: lodestone report CASE" : "the run holds no verdict on it";
}

// Share of draws as a bar with its interval.
function bar(c: Claim): HTMLElement {
    const p = c.probability ?? 0, [lo, hi] = c.interval, el = h("div", { class: "bar", "aria-hidden": "true" });
    const part = (name: string, left: number, width: number) => {
        const b = h("span", { class: name });
        b.style.left = left * 100 + "%";
        b.style.width = width * 100 + "%";
        el.append(b);
    };
    part("fill", 0, p);
    part("interval", lo, hi - lo);
    part("at", p, 0);
    for (const t of [0.1, 0.9]) part("threshold", t, 0);
    return el;
}

const UNIT: Record<string, string> = { d: "days", y: "years" };
const amount = (x: number | null, unit: string): string => number(x) + (unit ? " " + (UNIT[unit] ?? unit) : "");

function fact(name: string, ...value: (Node | string | null)[]): HTMLElement {
    return h("div", {}, h("dt", {}, name), h("dd", {}, ...value));
}

function facts(c: Claim): HTMLElement {
    const from = { of: "verdict", reading: c.id } as const, m = c.margin, flip = c.flips[0];
    const d = c.rests_on.filter((r) => r.grade === "D").length, inputs = state.get().data.inputs;
    const unit = flip ? inputs.find((i) => i.name === flip.input)?.unit ?? "" : "";
    return h("dl", { class: "facts" },
        m.p50 === null ? null : fact("Margin", num(amount(m.p50, m.unit), from), m.p05 !== m.p95 ? ` (${number(m.p05)} to ${number(m.p95)})` : null),
        fact("Flips", flip ? h("span", {}, "where ", num(flip.input, { of: "input", name: flip.input }), " passes ", num(number(flip.value) + (unit && unit !== "-" ? " " + unit : ""), from)) : c.rests_on.length ? "nowhere in its range" : "no input found that turns it"),
        fact("Rests on", ...(c.rests_on.length === 0 ? [c.probability === 0 || c.probability === 1 ? "no single input: the same in all draws" : "many inputs: none stands out"] :
            c.rests_on.slice(0, 3).flatMap((r, k) => [k ? ", " : null, num(r.input, { of: "input", name: r.input }), " ", gradeMark(r.grade)]))),
        c.rests_on.length === 0 ? null : fact("Grade D", num(`${d} of ${c.rests_on.length}`, from), c.depends_on_a_guess ? " – the verdict hangs on a guess" : null),
        c.only_with_the_measure === null ? null : fact("Without the measure", c.not_attributable ? "holds in nearly the same draws" : h("span", {}, "false, but true with it, in ", num(percent(c.only_with_the_measure), from), " of draws")));
}

function reading(s: Statement, r: Reading | undefined, c: Claim | undefined): HTMLElement {
    const id = r?.id ?? c?.id ?? s.id, label = r?.label ?? (r ? r.id : "as said"), judged = c && c.draws > 0 && c.probability !== null;
    const verdict = c?.verdict ?? (s.untestable && !r ? "untestable" : "not computed");
    const from = { of: "verdict", reading: id } as const;
    const head = h("div", { class: "verdict-line" }, h("span", { class: "chip " + word(verdict) }, h("span", { "aria-hidden": "true" }, (GLYPH[verdict] ?? "–") + " "), verdict), h("span", { class: "label" }, label), h("span", { class: "in" }, `in ${r?.scenario ?? c?.scenario ?? ""}`));
    if (!judged) return h("li", { class: "reading", "data-reading": id, "data-verdict": verdict }, head, h("p", { class: "note" }, absent(s, r, c) + ". ", r ? num("rows", from) : null));
    return h("li", { class: "reading", "data-reading": id, "data-verdict": verdict, "data-share": c.probability }, head,
        h("div", { class: "share" }, bar(c), h("p", {}, num(share(c.probability), from), h("span", { class: "of" }, ` of ${c.draws} draws, 95 % ${share(c.interval[0])}–${share(c.interval[1])}`))),
        c.reason ? h("p", { class: "note" }, c.reason) : null,
        facts(c));
}

const STRENGTH = (c: Claim | undefined): number => ({ supported: 0, refuted: 0, undetermined: 1 })[c?.verdict ?? ""] ?? 2;

function card(s: Statement): HTMLElement {
    const d = state.get().data, claims = state.claims(), readings = d.readings.filter((r) => r.claim === s.id);
    const rows = readings.map((r) => ({ r, c: claims.find((c) => c.id === r.id) })).sort((a, b) => STRENGTH(a.c) - STRENGTH(b.c));
    const items = rows.length ? rows.map(({ r, c }) => reading(s, r, c)) : [reading(s, undefined, claims.find((c) => c.claim === s.id))];
    return h("article", { class: "card", "aria-labelledby": "claim-" + s.id },
        h("blockquote", { id: "claim-" + s.id, lang: s.language && s.language !== "en" ? s.language : null }, s.text),
        h("p", { class: "said" }, [s.speaker, s.channel, s.position, date(s.reported)].filter(Boolean).join(", "), " ", ...(s.sources ?? []).map(sourceLink), " ", gradeMark(s.grade ?? "")),
        h("ul", { class: "readings" }, ...items));
}

function tally(): string {
    const count: Record<string, number> = {};
    const claims = state.claims(), d = state.get().data;
    for (const c of claims) count[c.verdict] = (count[c.verdict] ?? 0) + 1;
    const guess = claims.filter((c) => c.depends_on_a_guess).length, p = d.run.provenance;
    if (state.get().live && claims.length === 0) return "The engine is at work: verdicts come with the first draws.";
    if (claims.length === 0) return d.statements.length ? "Not computed: this file holds one run with central values, and claims are judged over draws." : "The case has no claims.";
    const words = ["supported", "refuted", "undetermined"].filter((w) => count[w]).map((w) => `${count[w]} ${w}`);
    const rest = claims.length - ["supported", "refuted", "undetermined"].reduce((n, w) => n + (count[w] ?? 0), 0);
    return `${plural(claims.length, "reading")} of ${plural(d.statements.length, "claim")}: ${words.join(", ")}${rest ? `, ${rest} without a verdict` : ""}. ` +
        `${guess} of the verdicts ${guess === 1 ? "hangs" : "hang"} on a guess; ${p.by_grade.D} of ${p.inputs} inputs of the case are of grade D.`;
}

export function panel(): HTMLElement {
    const box = h("div", { class: "cards" }), line = h("p", { class: "sentence" });
    state.watch(["result"], (s) => {
        put(line, tally());
        put(box, ...s.data.statements.map(card));
    });
    return h("div", {}, line, h("p", { class: "note" }, "The number is the share of draws, under the declared ranges, in which the reading holds. Supported: the interval lies above 0.9; refuted: below 0.1; both are marked on the bar."), box);
}
