/* Memory of the module: blocks in sizes of four steps between powers of two; those given back wait in a list for the next of
 * their size. Fresh memory of wasm32 is zero, and is not written to clear it: pages that nobody touches cost nothing. */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE = 65536, HEAD = 16, SIZES = 4 * 27, SMALLEST = 32 };

/* In front of each block; the memory begins HEAD bytes after it. */
typedef struct head {
    size_t size;       /* number of its size                   */
    struct head *next; /* of those given back                  */
} head;

static head *given_back[SIZES];
static uintptr_t fresh, end; /* memory that was never used */

extern unsigned char __heap_base;

/* Bytes of size number i, and the least size of at least `bytes`. */
static size_t bytes_of(size_t i)
{
    return (size_t)(4 + i % 4) << (i / 4 + 3);
}

static size_t size_for(size_t bytes)
{
    size_t i = 0;
    if (bytes > SMALLEST) i = (size_t)(4 * (26 - __builtin_clz((uint32_t)(bytes - 1))));
    while (bytes_of(i) < bytes) i++;
    return i;
}

/* `bytes` of memory that was never used, or NULL. */
static void *take_fresh(size_t bytes)
{
    if (fresh == 0) {
        fresh = ((uintptr_t)&__heap_base + HEAD - 1) / HEAD * HEAD;
        end = (uintptr_t)__builtin_wasm_memory_size(0) * PAGE;
    }
    if (end - fresh < bytes) {
        size_t pages = (bytes - (end - fresh) + PAGE - 1) / PAGE;
        if (__builtin_wasm_memory_grow(0, pages) == (size_t)-1) return NULL;
        end += pages * PAGE;
    }
    void *memory = (void *)fresh;
    fresh += bytes;
    return memory;
}

static void *take(size_t size, bool clear)
{
    if (size > (size_t)3 << 30) return NULL;
    size_t i = size_for(size + HEAD);
    head *h = given_back[i];
    bool old = h != NULL;
    if (old) given_back[i] = h->next;
    else h = take_fresh(bytes_of(i));
    if (!h) return NULL;
    h->size = i;
    char *memory = (char *)h + HEAD;
    if (clear && old) memset(memory, 0, size);
    return memory;
}

void *malloc(size_t size)
{
    return take(size, false);
}

void *calloc(size_t count, size_t size)
{
    if (size > 0 && count > SIZE_MAX / size) return NULL;
    return take(count * size, true);
}

void free(void *memory)
{
    if (!memory) return;
    head *h = (head *)(void *)((char *)memory - HEAD);
    h->next = given_back[h->size];
    given_back[h->size] = h;
}

void *realloc(void *memory, size_t size)
{
    if (!memory) return malloc(size);
    size_t has = bytes_of(((head *)(void *)((char *)memory - HEAD))->size) - HEAD;
    if (size <= has) return memory;
    void *larger = malloc(size);
    if (!larger) return NULL;
    memcpy(larger, memory, has);
    free(memory);
    return larger;
}

/* With a head of its own right before the aligned memory, which is where free() looks for it: what is cut off in front is
 * not given back to anyone else. So the whole block is taken by its aligned part. */
void *aligned_alloc(size_t alignment, size_t size)
{
    if (alignment <= HEAD) return malloc(size);
    size_t i = size_for(size + HEAD + alignment);
    for (head **at = &given_back[i], *h; (h = *at); at = &h->next)
        if (((uintptr_t)h + HEAD) % alignment == 0) {
            *at = h->next;
            return (char *)h + HEAD;
        }
    char *memory = take_fresh(bytes_of(i) + alignment);
    if (!memory) return NULL;
    uintptr_t start = ((uintptr_t)memory + HEAD + alignment - 1) / alignment * alignment;
    head *h = (head *)(start - HEAD);
    h->size = i;
    return (void *)start;
}
