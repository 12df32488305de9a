/* Evaluate a program: signals, arithmetic, comparisons and the connectives; the rest is in eval_time.c and
 * eval_reduce.c. Rules: docs/claims.md. */
#include "claims/eval_inner.h"

/* --- intervals ----------------------------------------------------------------------------- */

static double absolute(double x)
{
    return x < 0 ? -x : x;
}

/* A sum of opposite infinities says nothing. */
static lode_interval known(double lo, double hi)
{
    return (lode_interval){lo == lo ? lo : -LODE_INF, hi == hi ? hi : LODE_INF};
}

static lode_interval plus(lode_interval a, lode_interval b)
{
    return known(a.lo + b.lo, a.hi + b.hi);
}

static lode_interval minus(lode_interval a, lode_interval b)
{
    return known(a.lo - b.hi, a.hi - b.lo);
}

/* 0 times anything is 0, also times infinity */
static double product(double a, double b)
{
    return a == 0 || b == 0 ? 0 : a * b;
}

static lode_interval times(lode_interval a, lode_interval b)
{
    double p[4] = {product(a.lo, b.lo), product(a.lo, b.hi), product(a.hi, b.lo),
                   product(a.hi, b.hi)};
    lode_interval r = {p[0], p[0]};
    for (int i = 1; i < 4; i++) {
        if (p[i] < r.lo) r.lo = p[i];
        if (p[i] > r.hi) r.hi = p[i];
    }
    return r;
}

static lode_interval over(lode_interval a, lode_interval b)
{
    if (b.lo <= 0 && b.hi >= 0) return (lode_interval){-LODE_INF, LODE_INF};
    /* a/b itself where both are known, so that it rounds once */
    if (a.lo == a.hi && b.lo == b.hi) return known(a.lo / b.lo, a.lo / b.lo);
    double q[4] = {a.lo / b.lo, a.lo / b.hi, a.hi / b.lo, a.hi / b.hi};
    lode_interval r = {q[0], q[0]};
    for (int i = 0; i < 4; i++) {
        if (q[i] != q[i]) return (lode_interval){-LODE_INF, LODE_INF};
        if (q[i] < r.lo) r.lo = q[i];
        if (q[i] > r.hi) r.hi = q[i];
    }
    return r;
}

static lode_interval distance(lode_interval a)
{
    if (a.lo >= 0) return a;
    if (a.hi <= 0) return (lode_interval){-a.hi, -a.lo};
    return (lode_interval){0, -a.lo > a.hi ? -a.lo : a.hi};
}

/* --- calendar years ------------------------------------------------------------------------ */

/* The day `years` calendar years after `day` (both since 1970-01-01); 29 February becomes the 28th. Years that begin
 * on 1 March, as in base/date.c, which needs the C library. */
static double add_years(double day, double years)
{
    if (!(absolute(day) < 1e8) || !(absolute(years) < 1e5)) return day + 365.25 * years;
    int64_t whole = (int64_t)day - (day < (double)(int64_t)day);
    double part = day - (double)whole;
    int64_t z = whole + 719468, era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);

    int64_t y = yoe + era * 400 + (int64_t)years;
    int64_t next = y + 1; /* the leap day of a March year falls in the next civil year */
    bool leap = next % 4 == 0 && (next % 100 != 0 || next % 400 == 0);
    if (doy == 365 && !leap) doy = 364;
    int64_t e = (y >= 0 ? y : y - 399) / 400, of = y - e * 400;
    return (double)(e * 146097 + of * 365 + of / 4 - of / 100 + doy - 719468) + part;
}

/* --- one day ------------------------------------------------------------------------------- */

static lode_interval number_at(const lode_register *r, int32_t t)
{
    int32_t k = r->n == 1 ? 0 : t;
    return (lode_interval){r->lo[k], r->hi[k]};
}

static void put(const lode_register *r, int32_t t, lode_interval v)
{
    r->lo[t] = v.lo;
    r->hi[t] = v.hi;
}

static void put_truth(const lode_register *r, int32_t t, lode_interval margin, bool sure,
                      bool maybe)
{
    put(r, t, margin);
    r->sure[t] = sure;
    r->maybe[t] = maybe;
}

static lode_interval arithmetic(const lode_eval_frame *f, const lode_instruction *i, int32_t t,
                                int32_t start)
{
    lode_interval a = number_at(&f->reg[i->a], t);
    lode_interval b = i->b >= 0 ? number_at(&f->reg[i->b], t) : a;
    switch ((lode_opcode)i->op) {
    case LODE_OP_NEG:
        return (lode_interval){-a.hi, -a.lo};
    case LODE_OP_ABS:
        return distance(a);
    case LODE_OP_ADD:
        return plus(a, b);
    case LODE_OP_SUB:
        return minus(a, b);
    case LODE_OP_MUL:
        return times(a, b);
    case LODE_OP_DIV:
        return over(a, b);
    case LODE_OP_LEAST:
        return (lode_interval){a.lo < b.lo ? a.lo : b.lo, a.hi < b.hi ? a.hi : b.hi};
    case LODE_OP_MOST:
        return (lode_interval){a.lo > b.lo ? a.lo : b.lo, a.hi > b.hi ? a.hi : b.hi};
    case LODE_OP_YEARS:
        return (lode_interval){add_years(a.lo + start, i->value) - start,
                               add_years(a.hi + start, i->value) - start};
    default:
        return a;
    }
}

/* What the margin of an atom is divided by. */
static double scale_at(const lode_eval_frame *f, const lode_instruction *i, int32_t t)
{
    if (i->c < 0) return 1;
    lode_interval b = number_at(&f->reg[i->to ? i->a : i->b], t);
    lode_interval other = number_at(&f->reg[i->c], t);
    double s = i->value > 0 ? i->value : absolute(b.lo + b.hi) / 2;
    if (!(s > 0 && s < LODE_INF)) s = absolute(other.lo + other.hi) / 2;
    return s > 0 && s < LODE_INF ? s : 1;
}

static void compare(const lode_eval_frame *f, const lode_instruction *i, const lode_register *out,
                    int32_t t, bool scaled)
{
    lode_interval a = number_at(&f->reg[i->a], t), b = number_at(&f->reg[i->b], t);
    lode_interval gap = minus(a, b);
    double s = scaled ? scale_at(f, i, t) : 1;
    if (i->op == LODE_OP_NEAR) {
        lode_interval d = distance(gap), within = number_at(&f->reg[i->from], t);
        lode_interval margin = minus(within, d);
        put_truth(out, t, (lode_interval){margin.lo / s, margin.hi / s}, d.hi <= within.lo,
                  d.lo <= within.hi);
        return;
    }
    bool equal = i->op == LODE_OP_GREATER_EQUAL;
    put_truth(out, t, (lode_interval){gap.lo / s, gap.hi / s},
              a.lo > b.hi || (equal && a.lo == b.hi), a.hi > b.lo || (equal && a.hi == b.lo));
}

static void connect(const lode_eval_frame *f, const lode_instruction *i, const lode_register *out,
                    int32_t t)
{
    const lode_register *a = &f->reg[i->a], *b = i->b >= 0 ? &f->reg[i->b] : a;
    int32_t ka = a->n == 1 ? 0 : t, kb = b->n == 1 ? 0 : t;
    switch ((lode_opcode)i->op) {
    case LODE_OP_NOT:
        out->lo[t] = -a->hi[ka];
        out->hi[t] = -a->lo[ka];
        out->sure[t] = 1 - a->maybe[ka];
        out->maybe[t] = 1 - a->sure[ka];
        break;
    case LODE_OP_RISE: /* so today and not yesterday */
        for (int32_t p = 0; p < LODE_PLANES; p++) {
            double now = lode_plane_of(a, p)[ka], before = now;
            if (t > 0) before = (p < 2 ? 0 : 1) - lode_plane_of(a, p ^ 1)[a->n == 1 ? 0 : t - 1];
            lode_plane_of(out, p)[t] = lode_fold_two(LODE_FOLD_MIN, now, before, 0);
        }
        break;
    default:
        for (int32_t p = 0; p < LODE_PLANES; p++)
            lode_plane_of(out, p)[t] =
                lode_fold_two(i->op == LODE_OP_AND ? LODE_FOLD_MIN : LODE_FOLD_MAX,
                              lode_plane_of(a, p)[ka], lode_plane_of(b, p)[kb], 0);
    }
}

/* --- one instruction ----------------------------------------------------------------------- */

static void load_signal(const lode_eval_frame *f, const lode_eval_run *run,
                        const lode_instruction *i, const lode_register *out)
{
    const double *x = i->b ? run->base[i->a] : run->signal[i->a];
    for (int32_t t = 0; t < out->n; t++) {
        bool unknown = t >= f->n_day || !(x[t] == x[t]);
        lode_interval v = {unknown ? -LODE_INF : x[t], unknown ? LODE_INF : x[t]};
        if (i->op == LODE_OP_SIGNAL) put(out, t, v);
        else if (unknown) put_truth(out, t, v, false, true);
        else {
            double margin = x[t] != 0 ? LODE_INF : -LODE_INF;
            put_truth(out, t, (lode_interval){margin, margin}, x[t] != 0, x[t] != 0);
        }
    }
}

static void spread(const lode_eval_frame *f, const lode_instruction *i, const lode_register *out)
{
    for (int32_t p = 0; p < (i->truth ? LODE_PLANES : 2); p++)
        for (int32_t t = 0; t < f->n; t++)
            lode_plane_of(out, p)[t] = lode_plane_of(&f->reg[i->a], p)[0];
}

static void execute(const lode_program *p, const lode_eval_run *run, const lode_eval_frame *f,
                    const lode_instruction *i, const lode_register *out)
{
    lode_opcode op = (lode_opcode)i->op;
    if (op == LODE_OP_CONSTANT) put(out, 0, (lode_interval){i->value, i->value});
    else if (op == LODE_OP_OUTER) put(out, 0, run->outer[i->a]);
    else if (op <= LODE_OP_TRUTH) load_signal(f, run, i, out);
    else if (op == LODE_OP_SPREAD) spread(f, i, out);
    else if (op >= LODE_OP_SUM) lode_eval_reduce(f, i, out);
    else if (op >= LODE_OP_ALWAYS) lode_eval_temporal(f, i, out);
    else
        for (int32_t t = 0; t < out->n; t++) {
            if (op <= LODE_OP_YEARS) put(out, t, arithmetic(f, i, t, p->start));
            else if (op <= LODE_OP_NEAR) compare(f, i, out, t, run->scaled);
            else connect(f, i, out, t);
        }
}

/* --- the whole program --------------------------------------------------------------------- */

/* Days that registers hold: the run and what windows reach after it. */
static int32_t days_of(const lode_program *p, int32_t n_day, bool closed)
{
    if (closed) return n_day;
    int32_t named = p->last < n_day ? 0 : p->last - n_day + 1;
    if (named > LODE_REACH_DAYS) named = LODE_REACH_DAYS;
    return n_day + named + (p->reach < LODE_REACH_DAYS ? p->reach : LODE_REACH_DAYS);
}

/* Numbers that a register holds. */
static size_t size_of(const lode_instruction *i, int32_t n)
{
    return (size_t)(i->daily ? n : 1) * (i->truth ? LODE_PLANES : 2);
}

size_t lode_eval_bytes(const lode_program *p, int32_t n_day, bool closed)
{
    int32_t n = days_of(p, n_day, closed);
    size_t doubles = (size_t)n * LODE_EVAL_SCRATCH;
    for (int32_t c = 0; c < p->n_code; c++) {
        size_t more = size_of(&p->code[c], n);
        if (more > SIZE_MAX / 16 - doubles) return SIZE_MAX;
        doubles += more;
    }
    return doubles * sizeof(double) + (size_t)p->n_code * sizeof(lode_register);
}

void lode_eval(const lode_program *p, const lode_eval_run *run, void *memory, lode_eval_frame *f)
{
    f->n_day = run->n_day;
    f->n = days_of(p, run->n_day, run->closed);
    f->closed = run->closed;
    f->reg = memory;
    double *next = (double *)(void *)(f->reg + p->n_code);
    f->scratch = next;
    next += (size_t)f->n * LODE_EVAL_SCRATCH;
    for (int32_t c = 0; c < p->n_code; c++) {
        const lode_instruction *i = &p->code[c];
        int32_t n = i->daily ? f->n : 1;
        lode_register *r = &f->reg[c];
        *r = (lode_register){.lo = next, .hi = next + n, .n = n};
        if (i->truth) {
            r->sure = next + 2 * (size_t)n;
            r->maybe = next + 3 * (size_t)n;
        }
        next += size_of(i, f->n);
        execute(p, run, f, i, r);
    }
}

lode_eval_value lode_eval_at(const lode_program *p, const lode_eval_frame *f, int32_t day)
{
    const lode_register *r = &f->reg[p->n_code - 1];
    int32_t t = r->n == 1 ? 0 : day;
    lode_eval_value v = {r->lo[t], r->hi[t], LODE_UNDECIDED};
    if (p->code[p->n_code - 1].truth && r->sure[t] == r->maybe[t])
        v.truth = r->sure[t] > 0 ? LODE_TRUE : LODE_FALSE;
    return v;
}
