/* Why a reading holds or not in one draw: the comparison and day that decided, in words. */
#include <math.h>

#include "base/date.h"
#include "study/readings.h"

/* A number with its unit, or a date. */
static void put_value(const lode_readings *r, const lode_formula *f, const lode_atom *atom, double x, lode_text *out)
{
    char day[LODE_DATE_SIZE];
    if (isinf(x)) lode_text_puts(out, atom->date ? (x > 0 ? "never" : "unknown") : (x > 0 ? "inf" : "-inf"));
    else if (atom->date && fabs(x) < 1e7) lode_text_puts(out, lode_date_format(r->b->start + (int32_t)floor(x), day));
    else {
        lode_text_printf(out, "%.4g", x);
        if (atom->unit.n > 0) lode_text_putc(out, ' ');
        if (atom->unit.n > 0) lode_unit_text(&f->units, &atom->unit, out);
    }
}

/* One side of the comparison. */
static void put_side(const lode_readings *r, const lode_formula *f, const lode_atom *atom, const lode_register *side,
                     int32_t day, lode_text *out)
{
    int32_t t = side->n == 1 ? 0 : day;
    bool unknown = isinf(side->lo[t]) && side->lo[t] < 0 && isinf(side->hi[t]) && side->hi[t] > 0;
    if (unknown) {
        lode_text_puts(out, "unknown");
        return;
    }
    put_value(r, f, atom, side->lo[t], out);
    if (side->lo[t] == side->hi[t]) return;
    lode_text_puts(out, " .. ");
    put_value(r, f, atom, side->hi[t], out);
}

/* " because ATOM on DATE: LEFT against RIGHT" */
static void put_witness(const lode_readings *r, const lode_formula *f, const lode_program *p, const lode_eval_frame *frame,
                        lode_witness w, lode_text *out)
{
    const lode_instruction *i = w.code >= 0 ? &p->code[w.code] : NULL;
    if (!i || i->atom < 0) return;
    char day[LODE_DATE_SIZE];
    const lode_atom *atom = &f->atom[i->atom];
    lode_text_puts(out, " because ");
    lode_formula_atom_text(f, i->atom, out);
    if (i->daily) lode_text_printf(out, " on %s", lode_date_format(r->b->start + w.day, day));
    lode_text_puts(out, ": ");
    put_side(r, f, atom, &frame->reg[i->to == 1 ? i->b : i->a], w.day, out);
    lode_text_puts(out, " against ");
    put_side(r, f, atom, &frame->reg[i->to == 1 ? i->a : i->b], w.day, out);
}

void lode_reading_why(const lode_readings *r, int32_t reading, const lode_signal_run *run, void *memory, lode_text *out)
{
    const lode_reading *x = &r->item[reading];
    const lode_formula *f = x->formula;
    if (!f) return;
    const lode_program *p = f->n_over > 0 ? &f->over[0].value : &f->main;
    void *rest = NULL;
    lode_eval_run e = lode_reading_signals(r, reading, run, x->uses_base, memory, &rest);
    lode_eval_frame frame;
    /* margins in different units are compared by their scales */
    e.scaled = f->mixed;
    lode_eval(p, &e, rest, &frame);
    int32_t day = lode_reading_day(r, run->plan);
    lode_eval_value v = lode_eval_at(p, &frame, day);
    if (!p->code[p->n_code - 1].truth) {
        lode_text_printf(out, "%.4g .. %.4g", v.lo, v.hi);
        return;
    }
    lode_text_puts(out, v.truth == LODE_TRUE ? "true" : v.truth == LODE_FALSE ? "false" : "undecided");
    put_witness(r, f, p, &frame, lode_eval_witness(p, &frame, day), out);
}
