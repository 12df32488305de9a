// One worker of the live engine: an instance of the module with the case, which answers one message at a time.
//
// Every worker gets the image and each question, and computes the blocks of eight draws that it is given. One of them, the
// collector, takes in all blocks and puts the answers together. See docs/live.md.

/** What the module exports: src/live/wasm/exports.c. */
interface Module {
    memory: WebAssembly.Memory;
    memory_take(bytes: number): number;
    memory_give(at: number): void;
    live_open(at: number, length: number): number;
    live_clear(): void;
    live_set(name: number, length: number, value: number): number;
    live_off(id: number, length: number): number;
    live_scenario(id: number, length: number): number;
    live_seed(seed: number): void;
    live_ask(draws: number): number;
    live_blocks(): number;
    live_draws(): number;
    live_partial(): number;
    live_compute(block: number): number;
    live_packed(): number;
    live_absorb(at: number, length: number): number;
    live_answer(draws: number): number;
    live_answer_length(): number;
    live_why(): number;
    live_why_length(): number;
}

export interface Question {
    draws: number;
    seed?: number;
    scenario?: string;
    set: Record<string, number>;
    off: string[];
}

export type Order =
    | { do: "open"; module: WebAssembly.Module | Uint8Array; image: Uint8Array }
    | { do: "ask"; question: Question }
    | { do: "compute"; block: number; keep: boolean }
    | { do: "absorb"; packed: Uint8Array }
    | { do: "answer"; draws: number };

let x: Module;
const letters = new TextEncoder(), reader = new TextDecoder();

// The memory may have grown, and then has a new buffer.
const bytes = (at: number, length: number): Uint8Array => new Uint8Array(x.memory.buffer, at >>> 0, length >>> 0);

function put(from: Uint8Array): number {
    const at = x.memory_take(from.length);
    if (at === 0) throw new Error("there is no memory");
    bytes(at, from.length).set(from);
    return at;
}

function fail(): never {
    throw new Error(reader.decode(bytes(x.live_why(), x.live_why_length())));
}

function withText(text: string, use: (at: number, length: number) => number): void {
    const b = letters.encode(text), at = put(b);
    const ok = use(at, b.length);
    x.memory_give(at);
    if (!ok) throw new Error("there is no memory");
}

function absorb(packed: Uint8Array): void {
    const at = put(packed), ok = x.live_absorb(at, packed.length);
    x.memory_give(at);
    if (!ok) fail();
}

function ask(q: Question): { blocks: number; draws: number; partial: boolean } {
    x.live_clear();
    for (const [name, value] of Object.entries(q.set)) withText(name, (at, n) => x.live_set(at, n, value));
    for (const id of q.off) withText(id, (at, n) => x.live_off(at, n));
    if (q.scenario !== undefined) withText(q.scenario, (at, n) => x.live_scenario(at, n));
    if (q.seed !== undefined) x.live_seed(q.seed);
    if (!x.live_ask(q.draws)) fail();
    return { blocks: x.live_blocks(), draws: x.live_draws(), partial: x.live_partial() !== 0 };
}

async function obey(order: Order): Promise<[unknown, Transferable[]]> {
    switch (order.do) {
        case "open": {
            const made: any = await WebAssembly.instantiate(order.module as any, {});
            x = (made.instance ?? made).exports as unknown as Module;
            const at = put(order.image), ok = x.live_open(at, order.image.length);
            x.memory_give(at);
            if (!ok) fail();
            return [null, []];
        }
        case "ask": return [ask(order.question), []];
        case "compute": {
            const at = x.live_compute(order.block);
            if (at === 0) throw new Error("there is no memory");
            const n = x.live_packed();
            if (order.keep) {
                if (!x.live_absorb(at, n)) fail();
                return [null, []];
            }
            const packed = bytes(at, n).slice();
            return [packed, [packed.buffer]];
        }
        case "absorb": absorb(order.packed); return [null, []];
        case "answer": {
            const at = x.live_answer(order.draws);
            if (at === 0) fail();
            const json = bytes(at, x.live_answer_length()).slice();
            return [json, [json.buffer]];
        }
    }
}

// In the page a worker; in tests it is called without one.
export const work = obey;

declare const WorkerGlobalScope: unknown;
if (typeof WorkerGlobalScope !== "undefined")
    (self as any).onmessage = (event: MessageEvent<Order>) => {
        obey(event.data).then(
            ([value, transfer]) => (self as any).postMessage({ value }, transfer),
            (error) => (self as any).postMessage({ error: error instanceof Error ? error.message : String(error) }),
        );
    };
