/* Included before every engine source: gives what an instruction-set build exports a name of its own.
 *
 * The engine is compiled once per instruction set (LODE_ISA = v1, v3, v4 on x86-64) from the same sources; all builds
 * live in one program and dispatch.c chooses among their `lode_engine` tables at start. The bits are the same. */
#ifndef LODE_ENGINE_ISA_H
#define LODE_ENGINE_ISA_H

#define LODE_JOIN_(a, b) a##_##b
#define LODE_JOIN(a, b) LODE_JOIN_(a, b)
#define LODE_NAME(a) LODE_JOIN(a, LODE_ISA)

#define lode_engine_table LODE_NAME(lode_engine_table)
#define lode_calibrate LODE_NAME(lode_calibrate)
#define lode_values_load LODE_NAME(lode_values_load)
#define lode_values_capacity LODE_NAME(lode_values_capacity)
#define lode_values_worth LODE_NAME(lode_values_worth)
#define lode_values_finish LODE_NAME(lode_values_finish)
#define lode_values_bytes LODE_NAME(lode_values_bytes)
#define lode_values_place LODE_NAME(lode_values_place)
#define lode_state_bytes LODE_NAME(lode_state_bytes)
#define lode_state_place LODE_NAME(lode_state_place)
#define lode_state_start LODE_NAME(lode_state_start)
#define lode_step LODE_NAME(lode_step)
#define lode_calendar LODE_NAME(lode_calendar)
#define lode_arrive LODE_NAME(lode_arrive)
#define lode_want LODE_NAME(lode_want)
#define lode_make LODE_NAME(lode_make)
#define lode_ship LODE_NAME(lode_ship)
#define lode_order LODE_NAME(lode_order)
#define lode_account LODE_NAME(lode_account)
#define lode_record LODE_NAME(lode_record)
#define lode_exp LODE_NAME(lode_exp)
#define lode_log LODE_NAME(lode_log)
#define lode_pow LODE_NAME(lode_pow)
#define lode_floor LODE_NAME(lode_floor)
#define lode_dist_quantile LODE_NAME(lode_dist_quantile)
#define lode_normal_quantile LODE_NAME(lode_normal_quantile)
#define lode_normal_cdf LODE_NAME(lode_normal_cdf)
#define lode_beta_quantile LODE_NAME(lode_beta_quantile)

#endif
