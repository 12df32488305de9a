// The live engine of the page: a few workers, each with the module and the case, that share the draws of a question.
//
//     const engine = await Engine.open(module, image);
//     const result = await engine.run({ draws: 1000, set: { "parameters.psi": 0.4 }, off: [] }, show);
//     engine.close();
//
// A result depends on the question alone: blocks of draws are put together by their number, whoever computed them.
import type { Order, Question } from "./worker";

export interface Request extends Question {
    draws: number;
    seed?: number;                // default: the seed of the file's own run
    scenario?: string;            // only that one, beside status-quo and no-measures; default: all
    set: Record<string, number>;  // by the names that --set takes
    off: string[];                // ids of measures switched off
}

export interface Band {
    scenario: string;
    actor: string;
    product: string;
    variable: string;
    unit: string;
    dates: string[];
    p05: number[];
    p25: number[];
    p50: number[];
    p75: number[];
    p95: number[];
}

export interface Result {
    draws: number;                // 1: the central run, told first
    draws_left_out: number;
    hash: string | null;          // of the ensemble, as ensemble_hash in summary.json; null: the central run
    scenarios: Record<string, unknown>;
    bands: Band[];
    claims: unknown[];
    claim_relations: unknown[];
}

const EIGHT = 8, FIRST = 8, MOST_WORKERS = 4;

declare const WORKER_SOURCE: string;

// Thrown where a run ends because another one began, or the engine was closed.
function stopped(): Error {
    const e = new Error("another run began");
    e.name = "AbortError";
    return e;
}

// A worker that is asked one thing after the other. What it is asked after it was ended is never answered.
class Helper {
    private worker: Worker;
    private waiting: Array<{ yes: (value: any) => void; no: (error: Error) => void }> = [];

    constructor(address: string) {
        this.worker = new Worker(address);
        this.worker.onmessage = (event) => {
            const w = this.waiting.shift();
            if (event.data.error !== undefined) w?.no(new Error(event.data.error));
            else w?.yes(event.data.value);
        };
        this.worker.onerror = (event) => this.end(new Error(event.message || "the worker cannot be started"));
    }

    ask(order: Order, transfer: Transferable[] = []): Promise<any> {
        return new Promise((yes, no) => {
            this.waiting.push({ yes, no });
            this.worker.postMessage(order, transfer);
        });
    }

    end(why: Error): void {
        this.worker.terminate();
        for (const w of this.waiting.splice(0)) w.no(why);
    }
}

export class Engine {
    private helpers: Helper[] = [];
    private ready: Promise<void>;
    private running = false;
    private turn = 0;

    private constructor(private module: WebAssembly.Module, private image: Uint8Array, private count: number, private address: string) {
        this.ready = this.start();
    }

    static async open(module: Uint8Array, image: Uint8Array, workers?: number): Promise<Engine> {
        const cores = (typeof navigator !== "undefined" && navigator.hardwareConcurrency) || 1;
        const address = URL.createObjectURL(new Blob([WORKER_SOURCE], { type: "text/javascript" }));
        const compiled = await WebAssembly.compile(module as BufferSource);
        const engine = new Engine(compiled, image, Math.max(1, Math.min(workers ?? cores, MOST_WORKERS)), address);
        await engine.ready;
        return engine;
    }

    // New workers, each with the case. The compiled module is shared.
    private async start(): Promise<void> {
        this.helpers = Array.from({ length: this.count }, () => new Helper(this.address));
        await Promise.all(this.helpers.map((h) => h.ask({ do: "open", module: this.module, image: this.image })));
    }

    // End what is running: a block cannot be interrupted, so its workers go and others come.
    cancel(): void {
        this.turn++;
        if (!this.running) return;
        this.running = false;
        for (const h of this.helpers) h.end(stopped());
        this.ready = this.start();
        this.ready.catch(() => undefined);
    }

    close(): void {
        this.turn++;
        for (const h of this.helpers) h.end(stopped());
        this.helpers = [];
        URL.revokeObjectURL(this.address);
    }

    // Run a question; a new run ends the one before it, which then fails with an AbortError. The central run is told first,
    // then the first 8, 16, 32 ... draws, where their design allows it.
    async run(r: Request, onProgress: (partial: Result) => void): Promise<Result> {
        this.cancel();
        const mine = this.turn;
        await this.ready;
        if (mine !== this.turn) throw stopped();
        this.running = true;
        try {
            return await this.draw(r, onProgress, mine);
        } finally {
            if (mine === this.turn) this.running = false;
        }
    }

    private async draw(r: Request, onProgress: (partial: Result) => void, mine: number): Promise<Result> {
        const question: Question = { draws: r.draws, seed: r.seed, scenario: r.scenario, set: r.set, off: r.off };
        const [collector, ...others] = this.helpers;
        const asked = this.helpers.map((h) => h.ask({ do: "ask", question }));
        for (const a of asked) a.catch(() => undefined);
        const { blocks, draws, partial } = await asked[0];
        const answer = async (n: number): Promise<Result> => read(await collector.ask({ do: "answer", draws: n }));
        const tell = (result: Result) => { if (mine === this.turn) onProgress(result); };
        const central = answer(1).then(tell);

        // blocks are given out in their order, and none beyond the next answer is taken in before it
        let next = 0, taken = 0, goal = partial ? Math.min(FIRST / EIGHT, blocks) : blocks;
        const early: Array<Uint8Array> = [];
        let last: Result | null = null;
        // what the collector does is done one by one
        let queue: Promise<void> = Promise.resolve();
        const settle = (): Promise<void> => queue = queue.then(async () => {
            while (last === null && early.length > 0 && taken < goal) {
                const at = early.findIndex((p) => numberOf(p) < goal);
                if (at < 0) return;
                const [packed] = early.splice(at, 1);
                await collector.ask({ do: "absorb", packed }, [packed.buffer]);
                taken++;
                if (taken < goal) continue;
                const result = await answer(goal === blocks ? draws : goal * EIGHT);
                if (goal === blocks) last = result;
                else {
                    tell(result);
                    goal = Math.min(goal * 2, blocks);
                }
            }
        });
        const compute = async (h: Helper, ready: Promise<unknown>): Promise<void> => {
            await ready;
            while (next < blocks) {
                const packed: Uint8Array = await h.ask({ do: "compute", block: next++, keep: false });
                early.push(packed);
                const settled = settle();
                settled.catch(() => undefined); // what fails here fails again below
                // not too far ahead of what has been taken in
                if (h === collector || early.length > 2 * this.count) await settled;
            }
        };
        await Promise.all([compute(collector, central), ...others.map((h, i) => compute(h, asked[i + 1]))]);
        await settle();
        if (last === null) throw stopped();
        return last;
    }
}

// The number that a packed block begins with.
function numberOf(packed: Uint8Array): number {
    return new DataView(packed.buffer, packed.byteOffset, 4).getUint32(0, true);
}

function read(json: Uint8Array): Result {
    const { dates, ...rest } = JSON.parse(new TextDecoder().decode(json));
    for (const band of rest.bands) band.dates = dates;
    return rest as Result;
}
