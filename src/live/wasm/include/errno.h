/* Nothing in the module sets it. */
#ifndef LODE_WASM_ERRNO_H
#define LODE_WASM_ERRNO_H

#define errno 0

#endif
