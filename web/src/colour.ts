// Colours of actors: the largest suppliers have one each, from a palette for all kinds of colour vision; the others are grey.
import type { Data } from "./data";

const PALETTE = 7;
const place = new Map<string, number>();

// By the value of what an actor ships in the base year, each stage counting alike.
export function assign(data: Data): void {
    const stage = new Map<string, number>(), size = new Map<string, number>();
    const worth = (e: Data["edges"][0]) => e.value * e.base;
    for (const e of data.edges) stage.set(data.products[e.product].stage, (stage.get(data.products[e.product].stage) ?? 0) + worth(e));
    for (const e of data.edges) {
        const of = stage.get(data.products[e.product].stage) || 1, id = data.actors[e.from].id;
        size.set(id, (size.get(id) ?? 0) + worth(e) / of);
    }
    const order = data.actors.map((a) => a.id).sort((a, b) => (size.get(b) ?? 0) - (size.get(a) ?? 0) || (a < b ? -1 : 1));
    order.forEach((id, k) => place.set(id, Math.min(k, PALETTE)));
}

// Number of its colour: classes f0 .. f7 fill, s0 .. s7 draw lines.
export const colour = (actor: string): number => place.get(actor) ?? PALETTE;
