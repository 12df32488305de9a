/* The supply rule in plain scalars, sub-step by sub-step. docs/model.md 2 has the equations.
 *
 * Choices where the rule is open:
 * - What is left of an allowance lapses when another measure comes to govern the link, and while one is processed.
 * - Front-loading is looked up on the first day of the step; the longest counts.
 * - Where no free link has a base share, what nobody can carry is ordered by base shares over all links.
 * - A supplier's first day is the declared one and, without base output, not before that of its first project.
 * - A joint output is disposed of above its cap whether it drives or not, stands at its cap if the base has a surplus
 *   of it, and of a by-product the stock above target is spare.
 * - A hold-up that has faded below one in a hundred no longer governs.
 * - Overtime is worked for orders that wait, and for no more than those.
 * - Where orders wait, what a demand is behind with is wanted on top: the position of its input counts without it. Else
 *   orders that wait would stand for new ones, and what was missed would never be made up.
 * - An output wanted below 1e-12 of capacity counts as none when it is asked whether the supplier is starved. */
#include "property/twin.h"

#include <math.h>
#include <string.h>

static double max2(double a, double b) { return a > b ? a : b; }
static double min2(double a, double b) { return a < b ? a : b; }
static double clamp01(double x) { return max2(0, min2(1, x)); }
static double r_of(double days, double h) { return days > 0 ? 1 - exp(-h / days) : 1; }

static double effective_transit(const twin *t, int l) { return max2(t->n->link[l].transit, t->h); }

/* ---- 2.1 calendar ------------------------------------------------------------------------------ */

static double growth(const net_site *s, double day) { return pow(1 + s->growth, (day + 0.5) / 365); }

static void plan(twin *t, int i)
{
    const net *n = t->n;
    const net_site *s = &n->site[i];
    double capacity = 0, planned = 0;
    for (int d = 0; d < t->h; d++) {
        int day = t->step * t->h + d;
        double added = 0, intact = 1;
        for (int p = 0; p < n->n_project; p++) {
            double run = day + 0.5 - n->project[p].start, ramp = n->project[p].ramp;
            if (n->project[p].site == i && run > 0) added += n->project[p].capacity * (run < ramp ? run / ramp : 1);
        }
        for (int q = 0; q < n->n_damage; q++)
            if (n->damage[q].site == i && day >= n->damage[q].from && day < n->damage[q].until)
                intact *= 1 - n->damage[q].fraction;
        double utilisation = s->capacity > 0 ? s->base / s->capacity : 0.8;
        capacity += (s->capacity * growth(s, day) + added) * intact;
        planned += s->base * growth(s, day) + added * utilisation;
    }
    t->capacity[i] = capacity / t->h;
    t->planned[i] = planned / t->h;
}

/* What a measure lets pass on a day: along its path, as a hold-up that fades, or for good; of software what still runs. */
static double share_on(const net_measure *a, int day)
{
    double t = day - a->effective;
    if (a->kind == LODE_SOFTWARE) return max2(0, 1 - t / a->term) * (1 - a->leak) + a->leak;
    if (a->fades) return 1 - a->share * exp(-t / a->fade);
    if (a->n_point == 0) return a->share;
    for (int i = 0; i < a->n_point; i++) {
        if (t > a->point_day[i]) continue;
        if (i == 0) return a->point_share[0];
        double part = (t - a->point_day[i - 1]) / (a->point_day[i] - a->point_day[i - 1]);
        return a->point_share[i - 1] + part * (a->point_share[i] - a->point_share[i - 1]);
    }
    return a->point_share[a->n_point - 1];
}

static bool in_force(const net_measure *a, int l, int day)
{
    return a->on && a->covers[l] && day >= a->effective && day < a->until;
}

/* The quantity measure that governs link l on a day; -1: none, -2: the supplier is not qualified yet. */
static int governing(const twin *t, int l, int day)
{
    int by = -1;
    if (day < t->qualified[l]) return -2;
    for (int j = 0; j < t->n->n_measure; j++) {
        const net_measure *a = &t->n->measure[j];
        if (!in_force(a, l, day) || a->kind == LODE_TARIFF || a->kind == LODE_SOFTWARE) continue;
        const net_measure *b = by >= 0 ? &t->n->measure[by] : NULL;
        double share = share_on(a, day), least = b ? share_on(b, day) : 0;
        if (a->fades && share > 0.99) continue;
        if (!b || share < least || (share == least && a->effective >= b->effective)) by = j;
    }
    return by;
}

/* Days since the processing of measure a was over; below 0: it is not. Processing and validity alternate. */
static int since(const net_measure *a, int day)
{
    int days = day - a->effective;
    if (a->lapses) days %= (int)a->processing + (int)a->validity;
    return days - (int)a->processing;
}

static double tariff(const twin *t, int l, int day)
{
    double rate = 0;
    for (int j = 0; j < t->n->n_measure; j++) {
        const net_measure *a = &t->n->measure[j];
        if (in_force(a, l, day) && a->kind == LODE_TARIFF) rate += a->rate;
    }
    return rate;
}

/* Share of the software licences bought over link l that still run. */
static double running(const twin *t, int l, int day)
{
    double share = 1;
    for (int j = 0; j < t->n->n_measure; j++) {
        const net_measure *a = &t->n->measure[j];
        if (in_force(a, l, day) && a->kind == LODE_SOFTWARE) share = min2(share, share_on(a, day));
    }
    return share;
}

static double front(const twin *t, int l)
{
    int day = t->step * t->h;
    double days = 0;
    for (int j = 0; j < t->n->n_measure; j++) {
        const net_measure *a = &t->n->measure[j];
        if (a->on && a->covers[l] && day >= a->announced && day < a->effective && day < a->until)
            days = max2(days, a->front);
    }
    return days;
}

static void regulate(twin *t, int l)
{
    double flow = t->n->link[l].flow, granted = 0, leak = 0, rate = 0, runs = 0;
    int open_days = 0;
    bool lapses = false;
    for (int d = 0; d < t->h; d++) {
        int day = t->step * t->h + d, by = governing(t, l, day);
        rate += tariff(t, l, day);
        runs += running(t, l, day);
        if (by == -1) open_days++;
        if (by != t->governed_by[l]) lapses = true;
        t->governed_by[l] = by;
        if (by < 0) continue;
        const net_measure *a = &t->n->measure[by];
        if (since(a, day) < 0) lapses = true;
        if (since(a, day) >= 0 && since(a, day) % (int)a->period == 0) {
            granted += share_on(a, day) * flow * a->period;
            lapses = true;
        }
        leak += a->leak * flow;
        t->detour[l] = a->leak_delay;
    }
    t->open[l] = (double)open_days / t->h;
    t->leak[l] = leak;
    t->tariff[l] = rate / t->h;
    t->runs[l] = runs / t->h;
    t->allowance[l] = open_days == t->h ? 0 : (lapses ? 0 : t->allowance[l]) + granted;
}

/* ---- 2.2 arrive -------------------------------------------------------------------------------- */

static double gap(const twin *t, int g, double theta)
{
    const net_group *x = &t->n->group[g];
    double level = max2(theta * x->cover, t->h) * x->q * t->planned[x->site];
    return max2(0, level - t->stock[g] - t->arrived[g]);
}

static void arrive(twin *t)
{
    const net *n = t->n;
    for (int g = 0; g < n->n_group; g++) {
        t->arrived[g] = t->due[(long)t->step * n->n_group + g];
        t->transit[g] -= t->arrived[g];
    }
    for (int i = 0; i < n->n_reserve; i++) {
        const net_reserve *x = &n->reserve[i];
        double wanted = 0, released;
        int days = 0;
        for (int d = 0; d < t->h; d++) {
            int day = t->step * t->h + d;
            if (day >= x->from && day < x->until) days++;
        }
        for (int j = 0; j < x->n_group; j++) wanted += gap(t, x->group[j], x->trigger);
        released = min2(min2(t->reserve[i], x->rate * days), wanted);
        t->reserve[i] -= released;
        for (int j = 0; j < x->n_group && wanted > 0; j++)
            t->arrived[x->group[j]] += released * (gap(t, x->group[j], x->trigger) / wanted);
    }
}

/* ---- 2.3 want ---------------------------------------------------------------------------------- */

static void want(twin *t)
{
    const net *n = t->n;
    double asked[NET_OUTPUTS] = {0}, waiting[NET_OUTPUTS] = {0}, dearer[NET_SITES] = {0};
    for (int l = 0; l < n->n_link; l++) {
        double orders = t->order[l] + t->queue[l];
        t->admissible[l] = min2(orders, t->open[l] * orders + t->allowance[l] + t->leak[l]);
        asked[n->link[l].output] += t->admissible[l];
        waiting[n->link[l].output] += t->queue[l];
        dearer[n->group[n->link[l].group].site] += t->share[l] * t->tariff[l];
    }
    for (int i = 0; i < n->n_site; i++) {
        const net_site *s = &n->site[i];
        if (s->demand) {
            t->want[i] = t->planned[i] * t->h / (1 + s->elasticity * dearer[i]) + t->backlog[i];
            continue;
        }
        double most = -HUGE_VAL, backlog = 0;
        for (int o = 0; o < n->n_output; o++) {
            const net_output *k = &n->output[o];
            if (k->site != i || !k->driver) continue;
            double target = k->cover * k->alpha * t->planned[i];
            most = max2(most, (asked[o] + (target - t->z[o]) * r_of(n->output_refill, t->h)) / k->alpha);
            backlog = max2(backlog, waiting[o] / k->alpha);
        }
        double overtime = min2(backlog, (s->overtime - 1) * t->capacity[i] * t->h);
        t->want[i] = max2(0, min2(t->capacity[i] * t->h + overtime, most));
    }
}

/* ---- 2.4 make ---------------------------------------------------------------------------------- */

/* Most that the software licences of a recipe let a site make: the share that runs, by base share, of what is planned. */
static double licensed(const twin *t, int site, int recipe)
{
    const net *n = t->n;
    double most = HUGE_VAL, runs[NET_GROUPS] = {0};
    for (int l = 0; l < n->n_link; l++) runs[n->link[l].group] += t->base_share[l] * t->runs[l];
    for (int g = 0; g < n->n_group; g++)
        if (n->group[g].site == site && n->group[g].recipe == recipe && runs[g] < 1 - 1e-12)
            most = min2(most, runs[g] * t->planned[site] * t->h);
    return most;
}

/* Recipe number `recipe` of every site that has it; `left` is what is still wanted. */
static void make_recipe(twin *t, int recipe, double *left)
{
    const net *n = t->n;
    double y[NET_SITES], cut[NET_SITES] = {0};
    bool has[NET_SITES] = {false};
    memcpy(y, left, sizeof y);
    for (int g = 0; g < n->n_group; g++) {
        const net_group *x = &n->group[g];
        if (x->recipe != recipe) continue;
        has[x->site] = true;
        if (x->essential && x->q > 0) y[x->site] = min2(y[x->site], t->usable[g] / x->q);
    }
    for (int g = 0; g < n->n_group; g++) {
        const net_group *x = &n->group[g];
        double wanted = x->q * y[x->site];
        if (x->recipe == recipe && !x->essential && wanted > 0)
            cut[x->site] += x->weight * (1 - min2(1, t->usable[g] / wanted));
    }
    for (int i = 0; i < n->n_site; i++) {
        if (!has[i] && recipe > 0) continue;
        y[i] *= max2(0, 1 - cut[i]);
        y[i] = min2(y[i], licensed(t, i, recipe));
        t->made[i] += y[i];
        left[i] = max2(0, left[i] - y[i]);
    }
    for (int g = 0; g < n->n_group; g++) {
        const net_group *x = &n->group[g];
        if (x->recipe != recipe) continue;
        double made = y[x->site], held = t->stock[g] + t->arrived[g];
        double elapsed = min2(max2(x->q * made, x->q * t->planned[x->site] * t->h), held);
        t->line_made[g] = made;
        t->used[g] = x->elapses ? elapsed : min2(x->q * made, t->usable[g]);
        t->stock[g] = held - t->used[g];
    }
}

static void make(twin *t)
{
    const net *n = t->n;
    double left[NET_SITES];
    for (int g = 0; g < n->n_group; g++) {
        double days = n->group[g].psi * n->group[g].cover, u = r_of(days, t->h);
        double v = days > 0 ? 1 - days / t->h * u : 1;
        t->usable[g] = u * t->stock[g] + v * t->arrived[g];
    }
    for (int i = 0; i < n->n_site; i++) {
        left[i] = t->want[i];
        t->made[i] = 0;
    }
    for (int recipe = 0; recipe < LODE_MAX_RECIPES; recipe++) make_recipe(t, recipe, left);
    for (int o = 0; o < n->n_output; o++) t->z[o] += n->output[o].alpha * t->made[n->output[o].site];
    for (int i = 0; i < n->n_site; i++) t->backlog[i] = n->site[i].queue ? t->want[i] - t->made[i] : 0;
}

/* ---- 2.5 ship ---------------------------------------------------------------------------------- */

static void dispatch(twin *t, int g, double quantity, double days)
{
    double steps = days / t->h, k = floor(steps), f = steps - k;
    double *due = t->due + ((long)t->step + (long)k) * t->n->n_group + g;
    due[0] += (1 - f) * quantity;
    due[t->n->n_group] += f * quantity;
    t->transit[g] += quantity;
}

static void ship_link(twin *t, int l, double fill)
{
    const net *n = t->n;
    double orders = t->order[l] + t->queue[l], x = fill * t->admissible[l];
    double unhindered = min2(x, t->open[l] * orders), licensed = min2(x - unhindered, t->allowance[l]);
    t->shipped[l] = x;
    t->allowance[l] -= licensed;
    dispatch(t, n->link[l].group, unhindered + licensed, effective_transit(t, l));
    dispatch(t, n->link[l].group, x - unhindered - licensed, effective_transit(t, l) + t->detour[l]);
    t->queue[l] = n->group[n->link[l].group].queue ? t->admissible[l] - x : 0;
}

static void ship(twin *t)
{
    const net *n = t->n;
    for (int o = 0; o < n->n_output; o++) {
        const net_output *k = &n->output[o];
        bool joint = false;
        for (int p = 0; p < n->n_output; p++) joint |= p != o && n->output[p].site == k->site;
        double cap = k->cap * k->alpha * t->planned[k->site];
        t->disposed[o] = joint ? max2(0, t->z[o] - cap) : 0;
        t->z[o] -= t->disposed[o];
    }
    for (int class = 0; class < 2; class++) {
        double asked[NET_OUTPUTS] = {0}, sent[NET_OUTPUTS] = {0};
        int mine[NET_LINKS];
        for (int l = 0; l < n->n_link; l++) {
            int o = n->link[l].output;
            bool first = n->site[n->output[o].site].defence_first && n->link[l].defence;
            mine[l] = first ? 0 : 1;
            if (mine[l] == class) asked[o] += t->admissible[l];
        }
        for (int l = 0; l < n->n_link; l++) {
            int o = n->link[l].output;
            if (mine[l] != class) continue;
            ship_link(t, l, asked[o] > t->z[o] ? t->z[o] / asked[o] : 1);
            sent[o] += t->shipped[l];
        }
        for (int o = 0; o < n->n_output; o++) t->z[o] = max2(0, t->z[o] - sent[o]);
    }
}

/* ---- 2.6 order --------------------------------------------------------------------------------- */

static void expect(twin *t)
{
    const net *n = t->n;
    for (int g = 0; g < n->n_group; g++) {
        const net_group *x = &n->group[g];
        double left = t->want[x->site], before[LODE_MAX_RECIPES] = {0};
        for (int k = 0; k < n->n_group; k++)
            if (n->group[k].site == x->site) before[n->group[k].recipe] = t->line_made[k];
        for (int recipe = 0; recipe < x->recipe; recipe++) left = max2(0, left - before[recipe]);
        t->expected[g] += (left / t->h - t->expected[g]) * r_of(n->expectation, t->h);
        if (n->site[x->site].demand) t->expected[g] = t->planned[x->site];
    }
}

static void need(twin *t)
{
    const net *n = t->n;
    double days[NET_GROUPS] = {0}, queued[NET_GROUPS] = {0}, extra[NET_GROUPS] = {0};
    for (int l = 0; l < n->n_link; l++) {
        int g = n->link[l].group;
        days[g] += t->share[l] * effective_transit(t, l);
        queued[g] += t->queue[l];
        extra[g] += t->base_share[l] * front(t, l);
    }
    for (int g = 0; g < n->n_group; g++) {
        const net_group *x = &n->group[g];
        double e = t->expected[g], ref = x->recipe > 0 ? e : t->planned[x->site];
        double target = (x->cover + extra[g]) * x->q * ref;
        double position = t->stock[g] + t->transit[g] - x->q * (e * days[g] + (x->queue ? t->backlog[x->site] : 0)) + queued[g];
        double band = x->q * ref * max2(max2(7, x->cover / 10), t->h);
        double lam = band > 0 ? clamp01((target + band - position) / band) : 1;
        double use = x->q * (e * t->h - (1 - lam) * max2(0, e * t->h - t->line_made[g]));
        t->need[g] = max2(0, use + (target - position) * r_of(n->refill, t->h));
    }
}

/* What link l can carry from the first day of the next step on. */
static double cap(const twin *t, int l)
{
    int day = (t->step + 1) * t->h, by = governing(t, l, day);
    if (by == -1) return HUGE_VAL;
    if (by == -2) return 0;
    const net_measure *a = &t->n->measure[by];
    return ((since(a, day) >= 0 ? share_on(a, day) : 0) + a->leak) * t->n->link[l].flow * t->h;
}

static void tilt(twin *t)
{
    const net *n = t->n;
    double sum[NET_GROUPS] = {0};
    for (int l = 0; l < n->n_link; l++) {
        double rate = tariff(t, l, (t->step + 1) * t->h);
        t->tilted[l] = t->base_share[l] * pow(1 + rate, -n->group[n->link[l].group].sigma);
        sum[n->link[l].group] += t->tilted[l];
    }
    for (int l = 0; l < n->n_link; l++) t->tilted[l] /= sum[n->link[l].group];
}

/* 6b: what each link could carry, into t->could. */
static void offer(twin *t)
{
    const net *n = t->n;
    double carried[NET_GROUPS] = {0}, claimed[NET_OUTPUTS] = {0}, claim[NET_LINKS];
    for (int l = 0; l < n->n_link; l++) {
        int g = n->link[l].group;
        carried[g] += min2(t->tilted[l] * t->need[g], min2(t->shipped[l], cap(t, l)));
    }
    for (int l = 0; l < n->n_link; l++) {
        int g = n->link[l].group;
        double miss = t->need[g] - carried[g], now = min2(t->shipped[l], cap(t, l));
        if (miss < 1e-12 * t->need[g]) miss = 0;
        claim[l] = max2(0, min2(cap(t, l), t->tilted[l] * t->need[g] + miss) - now);
        claimed[n->link[l].output] += claim[l];
    }
    for (int o = 0; o < n->n_output; o++) {
        const net_output *k = &n->output[o];
        double y = t->made[k->site], wanted = t->want[k->site];
        double most = t->capacity[k->site] * t->h;
        double fed = wanted > 1e-12 * most ? clamp01(1 - (1 - y / wanted) / 0.05) : 1;
        double idle = k->alpha * max2(0, most - wanted) * fed;
        t->spare[o] = k->driver ? idle : max2(0, t->z[o] - k->cover * k->alpha * t->planned[k->site]);
    }
    for (int l = 0; l < n->n_link; l++) {
        int o = n->link[l].output;
        double part = claimed[o] > 0 ? min2(1, t->spare[o] / claimed[o]) : 0;
        t->could[l] = min2(t->shipped[l], cap(t, l)) + claim[l] * part;
    }
}

/* 6c: shares move, orders follow. */
static void move(twin *t)
{
    const net *n = t->n;
    double kept[NET_GROUPS] = {0}, room[NET_GROUPS] = {0}, open[NET_GROUPS] = {0};
    for (int l = 0; l < n->n_link; l++) {
        int g = n->link[l].group;
        double part = min2(t->tilted[l] * t->need[g], t->could[l]);
        kept[g] += part;
        room[g] += t->could[l] - part;
        if (isinf(cap(t, l))) open[g] += t->base_share[l];
    }
    for (int l = 0; l < n->n_link; l++) {
        int g = n->link[l].group;
        double rest = t->need[g] - kept[g], part = min2(t->tilted[l] * t->need[g], t->could[l]);
        if (rest < 1e-12 * t->need[g]) rest = 0;
        double rho = room[g] > 0 ? min2(1, rest / room[g]) : 0, left = max2(0, rest - rho * room[g]);
        double b = open[g] > 0 ? (isinf(cap(t, l)) ? t->base_share[l] / open[g] : 0) : t->base_share[l];
        double goal = part + rho * (t->could[l] - part) + left * b;
        if (t->need[g] > 0) t->share[l] += (goal / t->need[g] - t->share[l]) * r_of(n->shares, t->h);
        t->order[l] = t->share[l] * t->need[g];
    }
}

/* ---- start and step ---------------------------------------------------------------------------- */

static double qualified_from(const net *n, int l)
{
    const net_output *k = &n->output[n->link[l].output];
    const net_site *s = &n->site[k->site];
    if (n->link[l].qualification < 0) return -HUGE_VAL;
    double announced = HUGE_VAL, opens = s->first_day > 0 ? s->first_day : -HUGE_VAL, built = HUGE_VAL;
    for (int j = 0; j < n->n_measure; j++)
        if (n->measure[j].on && n->measure[j].made_from[k->product]) announced = min2(announced, n->measure[j].announced);
    for (int p = 0; p < n->n_project; p++)
        if (n->project[p].site == k->site) built = min2(built, n->project[p].start);
    if (s->base == 0 && isfinite(built)) opens = max2(opens, built);
    return max2(announced, opens) + n->link[l].qualification;
}

static void start_links(twin *t)
{
    const net *n = t->n;
    double flow[NET_GROUPS] = {0}, declared[NET_GROUPS] = {0};
    int links[NET_GROUPS] = {0};
    for (int l = 0; l < n->n_link; l++) {
        flow[n->link[l].group] += n->link[l].flow;
        declared[n->link[l].group] += n->link[l].share;
        links[n->link[l].group]++;
    }
    for (int l = 0; l < n->n_link; l++) {
        const net_link *x = &n->link[l];
        int g = x->group;
        t->base_share[l] = flow[g] > 0 ? x->flow / flow[g] : declared[g] > 0 ? x->share / declared[g] : 1.0 / links[g];
        t->share[l] = t->base_share[l];
        t->order[l] = x->flow * t->h;
        t->governed_by[l] = -1;
        t->qualified[l] = qualified_from(n, l);
        /* shipped in every step before day 0; what was due before it has arrived */
        double steps = effective_transit(t, l) / t->h;
        for (int before = 1; before <= (int)steps + 1; before++) {
            int whole = (int)steps - before;
            double f = steps - floor(steps), quantity = x->flow * t->h;
            if (whole >= 0) t->due[(long)whole * n->n_group + g] += (1 - f) * quantity;
            if (whole + 1 >= 0) t->due[(long)(whole + 1) * n->n_group + g] += f * quantity;
            t->transit[g] += (whole >= 0 ? (1 - f) * quantity : 0) + (whole + 1 >= 0 ? f * quantity : 0);
        }
    }
}

static void start_stocks(twin *t)
{
    const net *n = t->n;
    for (int o = 0; o < n->n_output; o++) {
        const net_output *k = &n->output[o];
        double made = k->alpha * n->site[k->site].base, sold = 0;
        bool joint = false;
        for (int p = 0; p < n->n_output; p++) joint |= p != o && n->output[p].site == k->site;
        for (int l = 0; l < n->n_link; l++)
            if (n->link[l].output == o) sold += n->link[l].flow;
        t->z[o] = joint && made - sold > 1e-9 * made ? k->cap * made - sold * t->h : k->cover * made;
    }
    for (int g = 0; g < n->n_group; g++) {
        const net_group *x = &n->group[g];
        t->expected[g] = x->recipe > 0 ? 0 : n->site[x->site].base;
        t->stock[g] = (x->initial < 0 ? x->cover : x->initial) * x->q * t->expected[g];
    }
    for (int i = 0; i < n->n_reserve; i++) t->reserve[i] = n->reserve[i].stock;
}

bool twin_start(twin *t, const net *n, int h, int n_step, lode_arena *memory)
{
    memset(t, 0, sizeof *t);
    t->n = n;
    t->h = h;
    t->n_step = n_step;
    double longest = 0, detour = 0;
    for (int l = 0; l < n->n_link; l++) longest = max2(longest, n->link[l].transit);
    for (int j = 0; j < n->n_measure; j++) detour = max2(detour, n->measure[j].leak_delay);
    int rows = n_step + (int)((longest + detour) / h) + 4;
    t->due = LODE_TAKE(memory, (long)rows * n->n_group, double);
    if (!t->due) return false;
    start_links(t);
    start_stocks(t);
    return true;
}

void twin_step(twin *t)
{
    const net *n = t->n;
    for (int i = 0; i < n->n_site; i++) plan(t, i);
    for (int l = 0; l < n->n_link; l++) regulate(t, l);
    arrive(t);
    want(t);
    make(t);
    ship(t);
    expect(t);
    need(t);
    tilt(t);
    offer(t);
    move(t);
    t->step++;
}
