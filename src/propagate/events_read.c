/* Reading events.csv: who is hit, by what, from when to when. */
#include <stdlib.h>
#include <string.h>

#include "propagate/rows.h"
#include "propagate/shocks.h"

enum { KIND, WHO, TO, DELTA, FIRST, LAST, RECOVERY, AMOUNT, DAYS, N_COLUMN };

/* A file of events being read. */
typedef struct reading {
    const lode_plain *r;
    lode_net *net;
    lode_arena *arena;
    lode_diags *d;
    int32_t column[N_COLUMN];
    bool *who, *to; /* (n_firm) chosen */
    lode_event *event;
    int32_t n;
} reading;

/* The cell of a column, "" where there is none. */
static lode_plain_cell cell(const reading *x, int column)
{
    int32_t c = x->column[column];
    return c >= 0 && c < x->r->n_cell ? x->r->cell[c] : (lode_plain_cell){"", 0};
}

static void complain(const reading *x, int column, const char *what)
{
    lode_diag_add(x->d, LODE_DIAG_NET_EVENT, lode_plain_place(x->r, x->column[column]), NULL, what);
}

/* --- choosing firms ------------------------------------------------------------------------------ */

static bool begins(lode_plain_cell c, const char *head)
{
    size_t n = strlen(head);
    return c.size >= n && memcmp(c.text, head, n) == 0;
}

/* Strike out of `chosen` all that one part of a selector ("sector:104") does not mean. */
static bool keep(const reading *x, lode_plain_cell part, bool *chosen)
{
    const lode_net *net = x->net;
    bool sector = begins(part, "sector:"), region = begins(part, "region:"), firm = begins(part, "firm:");
    size_t head = sector || region ? 7 : firm ? 5 : 0;
    const lode_ids *ids = sector ? &net->sectors : region ? &net->regions : &net->ids;
    const int32_t *of = sector ? net->sector : region ? net->region : NULL;
    if (part.size == 1 && *part.text == '*') return true;
    int32_t id = lode_ids_find(ids, part.text + head, part.size - head);
    if (id < 0 || (region && !of)) return false;
    for (int32_t i = 0; i < net->n_firm; i++) chosen[i] &= (of ? of[i] : i) == id;
    return true;
}

static bool choose(reading *x, int column, bool *chosen)
{
    lode_plain_cell c = cell(x, column);
    memset(chosen, 1, (size_t)x->net->n_firm);
    bool ok = c.size > 0;
    for (const char *at = c.text, *end = c.text + c.size; ok && at <= end;) {
        const char *slash = memchr(at, '/', (size_t)(end - at));
        if (!slash) slash = end;
        ok = keep(x, (lode_plain_cell){at, (size_t)(slash - at)}, chosen);
        at = slash + 1;
    }
    if (!ok) complain(x, column, "this chooses no firm: write a firm's id, firm:ID, sector:S, region:R, S/R together, or *");
    return ok;
}

static const int32_t *list(const reading *x, const bool *chosen, int32_t *n)
{
    int32_t count = 0;
    for (int32_t i = 0; i < x->net->n_firm; i++) count += chosen[i];
    int32_t *v = LODE_TAKE(x->arena, count, int32_t);
    *n = 0;
    for (int32_t i = 0; v && i < x->net->n_firm; i++)
        if (chosen[i]) v[(*n)++] = i;
    return v;
}

static const int32_t *links_between(const reading *x, int32_t *n)
{
    const lode_net *net = x->net;
    int32_t count = 0, *v = NULL;
    for (int pass = 0; pass < 2; pass++) {
        if (pass == 1 && !(v = LODE_TAKE(x->arena, count, int32_t))) return NULL;
        count = 0;
        for (int32_t i = 0; i < net->n_firm; i++)
            for (int32_t l = net->in_ptr[i]; x->to[i] && l < net->in_ptr[i + 1]; l++)
                if (x->who[net->firm_of[net->supplier[l]]]) {
                    if (v) v[count] = l;
                    count++;
                }
    }
    *n = count;
    return v;
}

/* --- rows ---------------------------------------------------------------------------------------- */

/* The number of a column; `missing` where the cell is empty. */
static double number(const reading *x, int column, double missing, double low, double high)
{
    double v = missing;
    if (cell(x, column).size == 0) return missing;
    if (lode_plain_number(x->r, x->column[column], &v, x->d) && !(v >= low && v <= high))
        complain(x, column, "the number is out of its bounds (docs/propagate.md 4)");
    return v;
}

static bool kind_of(reading *x, lode_event *e)
{
    static const char *const KINDS[] = {"capacity", "capital", "link", "rebuild"};
    lode_plain_cell c = cell(x, KIND);
    for (int k = 0; k < 4; k++)
        if (strlen(KINDS[k]) == c.size && memcmp(KINDS[k], c.text, c.size) == 0) {
            e->kind = (lode_event_kind)k;
            return true;
        }
    complain(x, KIND, "an event is capacity, capital, link or rebuild");
    return false;
}

/* One row. False: no memory. */
static bool event_row(reading *x)
{
    lode_event e = {0};
    int32_t before = x->d->n_error;
    bool known = kind_of(x, &e), pair = e.kind == LODE_EVENT_LINK || e.kind == LODE_EVENT_REBUILD;
    e.delta = number(x, DELTA, 1, 0, 1);
    e.first = (int64_t)number(x, FIRST, 0, 0, 1e9);
    e.last = (int64_t)number(x, LAST, e.kind == LODE_EVENT_REBUILD ? (double)e.first : 1e9, 0, 1e9);
    e.recovery_days = number(x, RECOVERY, 0, 0, 1e9);
    e.amount = number(x, AMOUNT, 0, 0, 1e300);
    e.days = number(x, DAYS, 60, 1, 1e9);
    if (e.last < e.first) complain(x, LAST, "the event ends before it begins");
    if (known && e.kind == LODE_EVENT_REBUILD && !(e.amount > 0))
        complain(x, KIND, "rebuilding needs an amount above 0: what is ordered in all");
    choose(x, WHO, x->who);
    if (known && pair) choose(x, TO, x->to);
    if (x->d->n_error > before) return true;
    if (e.kind == LODE_EVENT_LINK) e.link = links_between(x, &e.n_link);
    else e.firm = list(x, x->who, &e.n_firm);
    if (e.kind == LODE_EVENT_REBUILD) e.builder = list(x, x->to, &e.n_builder);
    if (!e.link && !e.firm) return false;
    if (e.kind == LODE_EVENT_REBUILD && !e.builder) return false;
    if (e.n_link + e.n_firm == 0)
        lode_diag_add(x->d, LODE_DIAG_NET_EVENT_NOTHING, lode_plain_place(x->r, -1), NULL,
                      e.kind == LODE_EVENT_LINK ? "link" : "firm");
    x->event[x->n++] = e;
    return true;
}

void lode_events_read(const char *path, lode_net *net, lode_arena *arena, lode_shocks *shocks, lode_diags *d)
{
    static const char *const names[] = {"kind",  "who|supplier|firm", "?to|customer|client", "?delta|share", "?first", "?last",
                                        "?recovery_days", "?amount", "?days", NULL};
    lode_file file = {0};
    lode_text why = {0};
    lode_plain r;
    if (!lode_file_read(&file, path, (size_t)1 << 30, &why)) {
        lode_diag_add(d, LODE_DIAG_NET_UNREADABLE, (lode_place){0}, NULL, lode_text_str(&why));
        lode_text_free(&why);
        return;
    }
    size_t lines = 1;
    for (size_t i = 0; i < file.length; i++) lines += file.data[i] == '\n';
    lode_plain_begin(&r, path, file.data, file.length, ',');
    reading x = {.r = &r, .net = net, .arena = arena, .d = d};
    x.who = LODE_TAKE(arena, net->n_firm, bool);
    x.to = LODE_TAKE(arena, net->n_firm, bool);
    x.event = LODE_TAKE(arena, lines, lode_event);
    bool ok = x.who && x.to && x.event;
    if (ok && lode_plain_next(&r) && lode_plain_header(&r, names, x.column, d))
        while (ok && lode_plain_next(&r)) ok = event_row(&x);
    if (!ok) lode_diag_no_memory(d);
    shocks->event = x.event;
    shocks->n_event = x.n;
    lode_file_free(&file);
}
