// The data of the page: its form, and how it is unpacked into the form of summary.json.
import { dayOf, isoOf } from "./format";

export interface Quantity { p05: number; p25: number; p50: number; p75: number; p95: number; mean: number }
export interface When { p05: string | null; p25: string | null; p50: string | null; p75: string | null; p95: string | null; p_never: number }
export interface RunOut {
    actor: string; product: string; first_shortfall: When; halt: When; trough: Quantity; trough_date: When; recovered: When;
    cause: string; lost_units?: Quantity; delayed_units?: Quantity; lost_value_usd?: Quantity;
}
export interface Loss {
    peak_usd_per_day: Quantity; peak_date: When; mean_usd_per_day: Quantity; total_usd: Quantity; parts: Record<string, Quantity>;
    tariffs_mean_usd_per_day: Quantity;
}
export interface Scenario {
    title: string; against: string; hypothetical: boolean; note?: string; line?: number; measures: string[];
    run_out: RunOut[]; loss: Record<string, Loss>;
}
export interface Flip { input: string; value: number; of: string; share: number | null }
export interface RestsOn { input: string; grade: string; ks: number; share_low: number; share_high: number; worth_knowing: number | null }
export interface Claim {
    id: string; claim: string; text: string; scenario: string; formula: string; verdict: string; reason: string; probability: number | null;
    interval: [number, number]; draws: number; undecided: number; margin: { unit: string; p05: number | null; p50: number | null; p95: number | null };
    central: string; why: string; flips: Flip[]; rests_on: RestsOn[]; depends_on_a_guess: string | null; not_attributable: boolean;
    only_with_the_measure: number | null;
}
export interface Band {
    scenario: string; actor: string; product: string; variable: string; unit: string; dates: string[];
    p05: number[]; p25: number[]; p50: number[]; p75: number[]; p95: number[];
}
export interface Origin { sources?: string[]; grade?: string; file?: string; line?: number }
export interface Measure extends Origin {
    id: string; title: string; kind: string; actor: string; products: string[]; to: string[]; end_use?: string;
    announced: string; from: string; until?: string; note?: string;
}
export interface Deadline extends Origin { scenario?: string; what: string; date: string; measures?: string[] }
export interface Statement extends Origin {
    id: string; text: string; language?: string; speaker: string; channel?: string; position?: string; reported: string;
    valid_until?: string; untestable?: string; note?: string;
}
export interface Reading { id: string; claim: string; label?: string; formula?: string; scenario: string; needs?: string; note?: string; line: number }
export interface Source { id: string; title?: string; publisher?: string; date?: string; address?: string; note?: string }
export interface Input {
    name: string; unit: string; low: number; central: number; high: number; dist: string; grade: string; source: string;
    file: string; line: number; what: string; actors: number[]; products: number[]; given: boolean;
}
export interface Edge { from: number; product: number; to: number; makes: number; value: number; base: number; flow: Record<string, number[]> }
export interface Actor { id: string; name: string }
export interface Product { id: string; name: string; unit: string; stage: string; end: boolean }
export interface Run {
    lodestone: string; case: { id: string; title: string; sha256: string; as_of: string }; input_hash: string; seed: number; draws: number;
    step_days: number; start: string; end: string; balance: { max_relative_residual: number };
    provenance: { inputs: number; by_grade: Record<string, number>; defaults: number };
    configuration: { set: string[]; evidence_until: string; design: string };
}
export interface Data {
    api: string | null; run: Run; command: string; actors: Actor[]; products: Product[]; measures: Measure[]; deadlines: Deadline[];
    statements: Statement[]; readings: Reading[]; sources: Source[]; projects: number; scenarios: Record<string, Scenario>;
    claims: Claim[]; bands: Band[]; periods: string[]; edges: Edge[]; standoff?: any; rebuild?: any; inputs: Input[];
    bounds: Record<string, [number | null, number | null]>;
}

// --- unpacking ---------------------------------------------------------------------------------

export async function inflate(base64: string): Promise<Uint8Array> {
    const bytes = Uint8Array.from(atob(base64.trim()), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
}

function quantity(x: number | number[] | null): Quantity {
    const [p05, p25, p50, p75, p95, mean] = Array.isArray(x) ? x : Array(6).fill(x);
    return { p05, p25, p50, p75, p95, mean };
}

function when(x: (number | null)[] | 0, start: number): When {
    const never = { p05: null, p25: null, p50: null, p75: null, p95: null, p_never: 1 };
    if (!Array.isArray(x)) return never;
    const [p05, p25, p50, p75, p95] = x.slice(0, 5).map((d) => (d === null ? null : isoOf(start + d)));
    return { p05, p25, p50, p75, p95, p_never: x[5] as number };
}

function runOut(x: any, start: number): RunOut {
    const out: any = { actor: x.actor, product: x.product, cause: x.cause, trough: quantity(x.trough) };
    for (const key of ["first_shortfall", "halt", "trough_date", "recovered"]) out[key] = when(x[key], start);
    for (const key of ["lost_units", "delayed_units", "lost_value_usd"]) if (key in x) out[key] = quantity(x[key]);
    return out;
}

function loss(x: any, start: number): Loss {
    const parts = Object.fromEntries(Object.entries(x.parts).map(([k, v]) => [k, quantity(v as number[])]));
    return {
        peak_usd_per_day: quantity(x.peak_usd_per_day), peak_date: when(x.peak_date, start), parts,
        mean_usd_per_day: quantity(x.mean_usd_per_day), total_usd: quantity(x.total_usd),
        tariffs_mean_usd_per_day: quantity(x.tariffs_mean_usd_per_day),
    };
}

function scenario(x: any, start: number): Scenario {
    const losses = Object.entries(x.loss).map(([k, v]) => [k, loss(v, start)]);
    return { ...x, run_out: x.run_out.map((r: any) => runOut(r, start)), loss: Object.fromEntries(losses) };
}

const STEPS = 1000;

function bands(packed: any): Band[] {
    const first = new Map<string, any>();
    return packed.series.map((s: any) => {
        const key = [s.a, s.p, s.v].join("|");
        if (!s.q) Object.assign(s, { m: first.get(key).m, q: first.get(key).q });
        else if (!first.has(key)) first.set(key, s);
        const rows: number[][] = [];
        for (const q of s.q) {
            let at = 0;
            rows.push(q === 0 ? rows[rows.length - 1] : q.map((d: number) => (at += d) * (s.m / STEPS)));
        }
        const [p05, p25, p50, p75, p95] = rows;
        return { scenario: s.s, actor: s.a, product: s.p, variable: s.v, unit: s.u, dates: packed.dates, p05, p25, p50, p75, p95 };
    });
}

function edges(packed: any, scenarios: string[]): Edge[] {
    const n = packed.network.periods.length;
    return packed.network.edges.map((e: any[]) => {
        const [from, product, to, makes, value, base, scale] = e;
        const flow: Record<string, number[]> = {};
        scenarios.forEach((id, k) => {
            const f = e[7 + k];
            flow[id] = f === "" ? flow[scenarios[0]] : (Array.isArray(f) ? f : Array(n).fill(f)).map((x: number) => (x * scale) / STEPS);
        });
        return { from, product, to, makes, value, base, flow };
    });
}

function input(x: any[]): Input {
    const [name, unit, low, central, high, dist, grade, source, file, line, what, actors, products] = x;
    return { name, unit, low, central, high, dist, grade, source, file, line, what, actors, products, given: grade !== "" };
}

export function unpack(json: any): Data {
    const start = dayOf(json.run.start);
    const scenarios = Object.fromEntries(Object.entries(json.scenarios).map(([k, v]) => [k, scenario(v, start)]));
    return {
        ...json, scenarios, bands: bands(json), periods: json.network.periods,
        edges: edges(json, Object.keys(json.scenarios)), inputs: json.inputs.map(input),
    };
}
