/* One step of the daily simulation: the supply rule, sub-steps in their order. docs/model.md 2. */
#include "engine/model.h"

void lode_step(const lode_model *m, const lode_values *v, const lode_scenario *c, lode_state *s)
{
    lode_calendar(m, v, c, s); /* 2.1  capacity, and what measures allow today */
    lode_arrive(m, v, s);      /* 2.2  goods shipped `transit` days ago        */
    lode_want(m, v, s);        /* 2.3  what each site would make               */
    lode_make(m, v, s);        /* 2.4  ... and can: the scarcest input decides */
    lode_ship(m, v, s);        /* 2.5  short output is rationed among orders   */
    lode_order(m, v, s);       /* 2.6  customers order to refill their cover   */
    lode_account(m, v, s);     /* 2.7  mass balance                            */
    s->step++;
}
