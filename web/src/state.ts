// What the reader has chosen, what the engine has answered, and who is told when either changes.
import type { Band, Claim, Data, Scenario } from "./data";

export interface Live { draws: number; wanted: number; hash: string; scenarios: Record<string, Scenario>; bands: Band[]; claims: Claim[] }

export interface State {
    data: Data;
    scenario: string;
    product: string;            // "actor|product" of the run-out panel
    set: Record<string, number>; // inputs moved away from the file
    off: string[];              // measures switched off
    shown: string[];            // inputs with a slider
    live: Live | null;          // the engine's answer to set and off; null: the file's own
    status: string;             // of the engine
}

type What = "scenario" | "product" | "result" | "change" | "status";
type Listener = (s: State, what: What) => void;

let state: State;
const listeners: { on: What[]; run: Listener }[] = [];

export const get = (): State => state;
export const begin = (s: State): void => { state = s; };

// Call `run` now and whenever one of these changes.
export function watch(on: What[], run: Listener): void {
    listeners.push({ on, run });
    run(state, on[0]);
}

export function tell(what: What): void {
    for (const l of listeners) if (l.on.includes(what)) l.run(state, what);
}

// Is anything moved or switched off?
export const changed = (s: State = state): boolean => Object.keys(s.set).length > 0 || s.off.length > 0;

// --- what is shown: the engine's answer where there is one, else the file ------------------------

export const scenarios = (): Record<string, Scenario> => {
    if (!state.live) return state.data.scenarios;
    const out: Record<string, Scenario> = {};
    for (const [id, own] of Object.entries(state.data.scenarios)) out[id] = { ...own, ...(state.live.scenarios[id] ?? {}) };
    return out;
};
export const scenario = (): Scenario => scenarios()[state.scenario];
export const claims = (): Claim[] => state.live?.claims ?? state.data.claims;
export const draws = (): number => state.live?.draws ?? state.data.run.draws;

export function band(id: string, actor: string, product: string, variable: string): Band | undefined {
    const is = (b: Band) => b.scenario === id && b.actor === actor && b.product === product && b.variable === variable;
    return state.live?.bands.find(is) ?? state.data.bands.find(is);
}

// --- names ---------------------------------------------------------------------------------------

export const actorName = (id: string): string => state.data.actors.find((a) => a.id === id)?.name ?? id;
export const productOf = (id: string) => state.data.products.find((p) => p.id === id);
export const productName = (id: string): string => (id === "(tariffs)" ? "tariffs on other goods" : productOf(id)?.name ?? id);

// --- the link ------------------------------------------------------------------------------------

export function toFragment(): string {
    const f = new URLSearchParams();
    f.set("scenario", state.scenario);
    for (const [name, value] of Object.entries(state.set)) f.append("set", `${name}=${value}`);
    for (const id of state.off) f.append("off", id);
    return "#" + f.toString();
}

// Take over what a link says, as far as this case knows it.
export function fromFragment(fragment: string): void {
    const f = new URLSearchParams(fragment.replace(/^#/, ""));
    const scenario = f.get("scenario");
    if (scenario && state.data.scenarios[scenario]) state.scenario = scenario;
    for (const part of f.getAll("set")) {
        const at = part.lastIndexOf("="), name = part.slice(0, at), value = Number(part.slice(at + 1));
        if (state.data.inputs.some((i) => i.name === name) && at > 0 && Number.isFinite(value)) state.set[name] = value;
    }
    const known = new Set(state.data.measures.map((m) => m.id));
    state.off = f.getAll("off").filter((id) => known.has(id));
    for (const name of Object.keys(state.set)) if (!state.shown.includes(name)) state.shown.push(name);
}
