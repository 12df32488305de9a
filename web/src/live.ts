// The engine inside the page: started when first needed, asked whenever something moves, its partial answers shown at once.
import { Engine } from "./engine";
import { inflate } from "./data";
import * as state from "./state";

const DRAWS = 1000, PATIENCE = 80; // ms that a slider may rest before the engine is asked

const element = (id: string): string | undefined => document.getElementById(id)?.textContent?.trim() || undefined;

// Why there is no live run; null: there is one.
export function absent(): string | null {
    if (!Engine || !element("module")) return "this program was built without the live module";
    if (!element("image")) return "this file holds no image of its case";
    if (typeof WebAssembly === "undefined") return "this browser runs no WebAssembly";
    return null;
}

let engine: Promise<any> | null = null, timer = 0, turn = 0;

async function open(): Promise<any> {
    const [module, image] = await Promise.all([inflate(element("module")!), inflate(element("image")!)]);
    return Engine.open(module, image);
}

function say(status: string): void {
    state.get().status = status;
    state.tell("status");
}

function show(result: any): void {
    const s = state.get();
    s.live = { ...result, wanted: DRAWS };
    s.status = "";
    state.tell("result");
    state.tell("status");
}

async function run(): Promise<void> {
    const mine = ++turn, s = state.get();
    say("starting");
    try {
        engine ??= open();
        const e = await engine;
        if (mine !== turn) return;
        const partial = (r: any) => { if (mine === turn) show(r); };
        // the scenario that is looked at, beside those it is compared with: the others would take their time
        const result = await e.run({ draws: DRAWS, seed: s.data.run.seed, scenario: s.scenario, set: { ...s.set }, off: [...s.off] }, partial);
        if (mine === turn) show(result);
    } catch (error) {
        if (mine !== turn || (error as Error)?.name === "AbortError") return;
        say("failed: " + (error instanceof Error ? error.message : String(error)));
    }
}

// Something moved: ask the engine, or go back to the file's own result.
export function request(more = false): void {
    const s = state.get();
    clearTimeout(timer);
    history.replaceState(null, "", state.changed() ? state.toFragment() : location.pathname + location.search);
    state.tell("change");
    if (absent()) return;
    if (!state.changed() && !more) {
        turn++;
        engine?.then((e) => e.cancel?.());
        s.live = null;
        s.status = "";
        state.tell("result");
        state.tell("status");
        return;
    }
    say("waiting");
    timer = window.setTimeout(run, PATIENCE);
}

// Another scenario is looked at.
export function follow(): void {
    const s = state.get();
    if (state.changed(s) || s.live) request(!state.changed(s));
}

// Have the engine ready before it is asked: when the sliders come into view.
export function warm(near: Element): void {
    if (absent()) return;
    const seen = new IntersectionObserver((entries) => {
        if (!entries.some((e) => e.isIntersecting)) return;
        seen.disconnect();
        engine ??= open();
        engine.catch(() => undefined);
    });
    seen.observe(near);
}

export function reset(): void {
    const s = state.get();
    s.set = {};
    s.off = [];
    request();
}
