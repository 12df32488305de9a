/* Bytes and strings for the module, as in C17 7.24. */
#include <stdint.h>
#include <string.h>

/* With bulk memory these are one instruction each. */
void *memcpy(void *restrict to, const void *restrict from, size_t n)
{
    return __builtin_memcpy(to, from, n);
}

void *memmove(void *to, const void *from, size_t n)
{
    return __builtin_memmove(to, from, n);
}

void *memset(void *to, int byte, size_t n)
{
    return __builtin_memset(to, byte, n);
}

int memcmp(const void *a, const void *b, size_t n)
{
    const unsigned char *x = a, *y = b;
    for (size_t i = 0; i < n; i++)
        if (x[i] != y[i]) return x[i] < y[i] ? -1 : 1;
    return 0;
}

void *memchr(const void *bytes, int byte, size_t n)
{
    const unsigned char *x = bytes;
    for (size_t i = 0; i < n; i++)
        if (x[i] == (unsigned char)byte) return (void *)(uintptr_t)(x + i);
    return NULL;
}

size_t strlen(const char *s)
{
    size_t n = 0;
    while (s[n]) n++;
    return n;
}

int strcmp(const char *a, const char *b)
{
    while (*a && *a == *b) a++, b++;
    return (unsigned char)*a - (unsigned char)*b;
}

int strncmp(const char *a, const char *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (a[i] != b[i] || !a[i]) return (unsigned char)a[i] - (unsigned char)b[i];
    return 0;
}

char *strchr(const char *s, int c)
{
    while (*s != (char)c)
        if (!*s++) return NULL;
    return (char *)(uintptr_t)s;
}

char *strrchr(const char *s, int c)
{
    const char *found = NULL;
    do
        if (*s == (char)c) found = s;
    while (*s++);
    return (char *)(uintptr_t)found;
}

char *strstr(const char *s, const char *part)
{
    size_t n = strlen(part);
    do
        if (strncmp(s, part, n) == 0) return (char *)(uintptr_t)s;
    while (*s++);
    return NULL;
}

char *strcpy(char *restrict to, const char *restrict from)
{
    memcpy(to, from, strlen(from) + 1);
    return to;
}

/* Length of the part of s before the first of `letters`, or of that made of them. */
size_t strcspn(const char *s, const char *letters)
{
    size_t n = 0;
    while (s[n] && !strchr(letters, s[n])) n++;
    return n;
}

size_t strspn(const char *s, const char *letters)
{
    size_t n = 0;
    while (s[n] && strchr(letters, s[n])) n++;
    return n;
}

char *strerror(int number)
{
    (void)number;
    return (char *)(uintptr_t) "";
}
