/* What differs between compilers and targets, in one place: attributes and assertions. */
#ifndef LODE_BASE_COMPAT_H
#define LODE_BASE_COMPAT_H

/* LODE_ASSERT(x): a programming error if x is false. Never for what a user can cause.
 * Empty on wasm32, which has no assert.h; x is still type-checked there, not evaluated. */
#if defined(__wasm32__)
#define LODE_ASSERT(x) ((void)sizeof(!(x)))
#else
#include <assert.h>
#define LODE_ASSERT(x) assert(x)
#endif

#if defined(__GNUC__) || defined(__clang__)
/* argument number `string` is a printf format, its arguments begin at number `first` (0: va_list) */
#define LODE_PRINTF_FORMAT(string, first) __attribute__((format(printf, string, first)))
#define LODE_UNUSED __attribute__((unused))
#define LODE_NODISCARD __attribute__((warn_unused_result))
#define LODE_LIKELY(x) __builtin_expect(!!(x), 1)
#define LODE_UNLIKELY(x) __builtin_expect(!!(x), 0)
#else
#define LODE_PRINTF_FORMAT(string, first)
#define LODE_UNUSED
#define LODE_NODISCARD
#define LODE_LIKELY(x) (x)
#define LODE_UNLIKELY(x) (x)
#endif

/* A function compiled for several instruction sets, of which the best is chosen when the program starts. Only gcc with
 * ifunc; elsewhere the plain function. Without contraction the bits are the same. The sanitizers' own start comes after
 * the choice, so not with them. */
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && defined(__linux__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define LODE_CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define LODE_CLONES
#endif

/* `restrict` for headers that a C++ compiler may read too */
#if defined(__cplusplus)
#define LODE_RESTRICT __restrict
#else
#define LODE_RESTRICT restrict
#endif

#endif
