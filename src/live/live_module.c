/* The bytes of the module that runs inside the page. */
#include "live/live_module.h"

/* LODE_LIVE_MODULE is the file that the build made. */
#ifdef LODE_LIVE_MODULE

__asm__(".section .rodata\n"
        ".balign 16\n"
        ".global lode_live_bytes\n"
        ".hidden lode_live_bytes\n"
        "lode_live_bytes:\n"
        ".incbin \"" LODE_LIVE_MODULE "\"\n"
        ".global lode_live_bytes_end\n"
        ".hidden lode_live_bytes_end\n"
        "lode_live_bytes_end:\n"
        ".byte 0\n"
        ".previous\n");
extern const unsigned char lode_live_bytes[], lode_live_bytes_end[];

const unsigned char *lode_live_module(size_t *length)
{
    *length = (size_t)(lode_live_bytes_end - lode_live_bytes);
    return lode_live_bytes;
}

#else

const unsigned char *lode_live_module(size_t *length)
{
    *length = 0;
    return NULL;
}

#endif
