/* Sorting for the module: by merging, so that equals keep their order, as with the C library of the program. */
#include <stdlib.h>
#include <string.h>

typedef int comparison(const void *a, const void *b);

/* Sort n elements at `base`, with as much room beside them. */
static void sort(char *base, char *room, size_t n, size_t size, comparison *compare)
{
    if (n < 2) return;
    size_t half = n / 2;
    char *left = base, *right = base + half * size, *end = base + n * size, *to = room;
    sort(base, room, half, size, compare);
    sort(right, room, n - half, size, compare);
    const char *middle = right;
    while (left < middle && right < end) {
        char **from = compare(left, right) <= 0 ? &left : &right;
        memcpy(to, *from, size);
        to += size;
        *from += size;
    }
    /* what is left on the right is in its place */
    size_t rest = (size_t)(middle - left);
    memcpy(to, left, rest);
    memcpy(base, room, (size_t)(to - room) + rest);
}

void qsort(void *base, size_t n, size_t size, comparison *compare)
{
    char *room = malloc(n * size + 1);
    /* the module is used with memory or not at all */
    if (!room) __builtin_trap();
    sort(base, room, n, size, compare);
    free(room);
}
