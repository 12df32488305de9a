/* Files that are part of the program: script and style of the page, as the build made them. */
#include "page/inner.h"

/* LODE_ASSETS is the folder of the build in which they lie; a build without the page has none. */
#ifdef LODE_ASSETS

#define ASSET(name, file)                                                                  \
    __asm__(".section .rodata\n"                                                           \
            ".balign 16\n"                                                                 \
            ".global lode_asset_" #name "\n"                                               \
            ".hidden lode_asset_" #name "\n"                                               \
            "lode_asset_" #name ":\n"                                                      \
            ".incbin \"" LODE_ASSETS "/" file "\"\n"                                       \
            ".global lode_asset_" #name "_end\n"                                           \
            ".hidden lode_asset_" #name "_end\n"                                           \
            "lode_asset_" #name "_end:\n"                                                  \
            ".byte 0\n"                                                                    \
            ".previous\n");                                                                \
    extern const unsigned char lode_asset_##name[], lode_asset_##name##_end[];             \
    static lode_asset get_##name(void)                                                     \
    {                                                                                      \
        return (lode_asset){lode_asset_##name, (size_t)(lode_asset_##name##_end - lode_asset_##name)}; \
    }

ASSET(script, "page.js")
ASSET(style, "page.css")

lode_asset lode_page_script(void) { return get_script(); }
lode_asset lode_page_style(void) { return get_style(); }

#else

lode_asset lode_page_script(void) { return (lode_asset){0}; }
lode_asset lode_page_style(void) { return (lode_asset){0}; }

#endif
