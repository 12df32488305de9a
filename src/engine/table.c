/* The functions of this instruction-set build, as one table. */
#include "engine/engine.h"

#define LODE_STRING_(a) #a
#define LODE_STRING(a) LODE_STRING_(a)

extern const lode_engine lode_engine_table;

const lode_engine lode_engine_table = {
    .name = LODE_STRING(LODE_ISA),
    .values_bytes = lode_values_bytes,
    .values_place = lode_values_place,
    .values_load = lode_values_load,
    .values_finish = lode_values_finish,
    .calibrate = lode_calibrate,
    .state_bytes = lode_state_bytes,
    .state_place = lode_state_place,
    .state_start = lode_state_start,
    .step = lode_step,
    .record = lode_record,
};
