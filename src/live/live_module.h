/* The module that runs inside the page: the bytes of build/live.wasm, part of the program. */
#ifndef LODE_LIVE_LIVE_MODULE_H
#define LODE_LIVE_LIVE_MODULE_H

#include <stddef.h>

/* Its bytes, and how many there are: 0 where the program was built without clang and lld. */
const unsigned char *lode_live_module(size_t *length);

#endif
