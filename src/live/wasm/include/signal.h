/* A type that headers name; the module has no signals. */
#ifndef LODE_WASM_SIGNAL_H
#define LODE_WASM_SIGNAL_H

typedef int sig_atomic_t;

#endif
