/* Networks as binary files that are mapped instead of read. */
#define _DEFAULT_SOURCE
#include "propagate/net_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "network files are little-endian; this machine is not"
#endif

enum { VERSION = 1, ALIGN = 64, N_SECTION = 16 };
static const char MAGIC[8] = "LODENET";

/* The first bytes of a file. */
typedef struct header {
    char magic[8];
    uint32_t version, has_region;
    int32_t n_firm, n_link, n_group, n_sector, n_region, reserved;
    uint64_t letters[3]; /* byte  names of firms, sectors, regions */
    uint64_t size;       /* byte  of the file                      */
    uint64_t check;      /* of all that follows the header         */
} header;

/* --- sections ---------------------------------------------------------------------------------- */

/* One array of the file. */
typedef struct section {
    void **place;
    size_t size; /* byte */
} section;

/* The sections of a network with this header, in the order of the file. */
static void list_sections(const header *h, lode_net *net, section s[N_SECTION])
{
    const size_t n = (size_t)h->n_firm, m = (size_t)h->n_link, i4 = sizeof(int32_t), i8 = sizeof(uint64_t);
    const section all[N_SECTION] = {
        {(void **)&net->final, n * sizeof(double)},
        {(void **)&net->amount, m * sizeof(double)},
        {(void **)&net->sector, n * i4},
        {(void **)&net->region, h->has_region ? n * i4 : 0},
        {(void **)&net->slot, n * i4},
        {(void **)&net->firm_of, n * i4},
        {(void **)&net->in_ptr, (n + 1) * i4},
        {(void **)&net->group_ptr, (n + 1) * i4},
        {(void **)&net->group_link, ((size_t)h->n_group + 1) * i4},
        {(void **)&net->supplier, m * i4},
        {(void **)&net->ids.start, n * i8},
        {(void **)&net->ids.letters, h->letters[0]},
        {(void **)&net->sectors.start, (size_t)h->n_sector * i8},
        {(void **)&net->sectors.letters, h->letters[1]},
        {(void **)&net->regions.start, (size_t)h->n_region * i8},
        {(void **)&net->regions.letters, h->letters[2]},
    };
    memcpy(s, all, sizeof all);
}

static size_t padded(size_t size)
{
    return (size + ALIGN - 1) / ALIGN * ALIGN;
}

/* A fast 64-bit check of a section, for damage, not against forgery: 8-byte words in four lanes, the end padded with
 * zeros. */
static uint64_t check_of(uint64_t check, const void *bytes, size_t size)
{
    enum { PIECE = 32 };
    const char *at = bytes;
    uint64_t lane[4] = {check, check ^ 1, check ^ 2, check ^ 3}, w[4];
    for (bool last = false; !last;) {
        last = size <= PIECE;
        if (last) memset(w, 0, sizeof w);
        if (size > 0) memcpy(w, at, last ? size : PIECE);
        for (int k = 0; k < 4; k++) lane[k] = ((lane[k] ^ w[k]) * UINT64_C(0x9e3779b97f4a7c15)) ^ (lane[k] >> 29);
        at += last ? 0 : PIECE;
        size -= last ? 0 : PIECE;
    }
    for (int k = 1; k < 4; k++) lane[0] = (lane[0] ^ lane[k]) * UINT64_C(0xbf58476d1ce4e5b9) ^ (lane[k] >> 31);
    return lane[0];
}

/* The check of all sections. */
static uint64_t check_all(const section s[N_SECTION])
{
    uint64_t check = VERSION;
    for (int k = 0; k < N_SECTION; k++) check = check_of(check, *s[k].place, s[k].size);
    return check;
}

/* --- reading ----------------------------------------------------------------------------------- */

static bool refuse(const char *path, const char *why, lode_diags *d)
{
    lode_diag_add(d, LODE_DIAG_NET_BINARY, (lode_place){.file = path}, "write it again with --pack", why);
    return false;
}

/* Whether names end where the next begins, and the last at the end. */
static bool names_fit(lode_ids *t, int32_t n, uint64_t letters)
{
    t->n = n;
    t->n_letter = letters;
    if (n == 0) return letters == 0;
    if (letters == 0 || t->start[0] != 0 || t->letters[letters - 1] != '\0') return false;
    for (int32_t i = 0; i < n; i++) {
        uint64_t end = i + 1 < n ? t->start[i + 1] : letters;
        if (end > letters || end <= t->start[i]) return false;
        if (memchr(t->letters + t->start[i], '\0', end - t->start[i]) != t->letters + end - 1) return false;
    }
    return true;
}

static bool header_fits(const header *h, size_t size)
{
    return h->n_firm > 0 && h->n_link >= 0 && h->n_group >= 0 && h->n_group <= h->n_link && h->n_sector > 0 &&
           h->n_region >= 0 && h->n_firm < INT32_MAX && h->n_group < INT32_MAX && h->size == size &&
           h->letters[0] <= size && h->letters[1] <= size && h->letters[2] <= size && (h->has_region != 0) == (h->n_region > 0);
}

/* Point net at the bytes of a file, and check them. */
static bool attach(lode_net *net, char *bytes, size_t size, const char *path, lode_diags *d)
{
    header h;
    section s[N_SECTION];
    if (size < padded(sizeof h)) return refuse(path, "it is too short", d);
    memcpy(&h, bytes, sizeof h);
    if (memcmp(h.magic, MAGIC, sizeof MAGIC) != 0) return refuse(path, "it does not begin as one", d);
    if (h.version != VERSION) return refuse(path, "it is of another version", d);
    if (!header_fits(&h, size)) return refuse(path, "its header does not fit it", d);
    list_sections(&h, net, s);
    size_t at = padded(sizeof h);
    for (int k = 0; k < N_SECTION; k++) {
        *s[k].place = s[k].size > 0 ? bytes + at : NULL;
        if (s[k].size > size || padded(s[k].size) > size - at) return refuse(path, "it is cut off", d);
        at += padded(s[k].size);
    }
    if (at != size) return refuse(path, "it is too long", d);
    if (check_all(s) != h.check)
        return refuse(path, "it is damaged", d);
    net->n_firm = h.n_firm;
    net->n_link = h.n_link;
    net->n_group = h.n_group;
    if (!names_fit(&net->ids, h.n_firm, h.letters[0]) || !names_fit(&net->sectors, h.n_sector, h.letters[1]) ||
        !names_fit(&net->regions, h.n_region, h.letters[2]))
        return refuse(path, "its names do not fit", d);
    const char *why;
    if (!lode_net_valid(net, &why)) return refuse(path, why, d);
    if (!lode_ids_index(&net->ids) || !lode_ids_index(&net->sectors) || !lode_ids_index(&net->regions))
        return refuse(path, "a name stands twice, or there is no memory", d);
    return true;
}

bool lode_net_is_file(const char *path)
{
    char magic[sizeof MAGIC] = "";
    int fd = open(path, O_RDONLY | O_NONBLOCK);
    bool is = fd >= 0 && read(fd, magic, sizeof magic) == (ssize_t)sizeof magic && memcmp(magic, MAGIC, sizeof MAGIC) == 0;
    if (fd >= 0) close(fd);
    return is;
}

bool lode_net_open(lode_net *net, const char *path, lode_diags *d)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_NONBLOCK);
    *net = (lode_net){0};
    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size < (off_t)sizeof(header)) {
        if (fd >= 0) close(fd);
        return refuse(path, "it cannot be opened, or is too short", d);
    }
    void *map = mmap(NULL, (size_t)st.st_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_POPULATE, fd, 0);
    close(fd);
    if (map == MAP_FAILED) return refuse(path, "it cannot be mapped", d);
    net->map = map;
    net->map_size = (size_t)st.st_size;
    net->mapped = true;
    return attach(net, map, net->map_size, path, d);
}

bool lode_net_parse(lode_net *net, const char *bytes, size_t size, const char *path, lode_diags *d)
{
    *net = (lode_net){.map = aligned_alloc(ALIGN, padded(size + 1)), .map_size = size};
    if (!net->map) {
        lode_diag_no_memory(d);
        return false;
    }
    memcpy(net->map, bytes, size);
    return attach(net, net->map, size, path, d);
}

/* --- writing ----------------------------------------------------------------------------------- */

/* The bytes of a section with zeros after them. */
static bool put(FILE *f, const void *bytes, size_t size)
{
    static const char zeros[ALIGN] = {0};
    size_t rest = padded(size) - size;
    return (size == 0 || fwrite(bytes, 1, size, f) == size) && (rest == 0 || fwrite(zeros, 1, rest, f) == rest);
}

bool lode_net_save(const lode_net *net, const char *path, lode_stop *stop, lode_text *why)
{
    lode_outfile out = {0};
    section s[N_SECTION];
    lode_net copy = *net;
    header h = {.version = VERSION,
                .has_region = net->region != NULL,
                .n_firm = net->n_firm,
                .n_link = net->n_link,
                .n_group = net->n_group,
                .n_sector = net->sectors.n,
                .n_region = net->regions.n,
                .letters = {net->ids.n_letter, net->sectors.n_letter, net->regions.n_letter}};
    memcpy(h.magic, MAGIC, sizeof MAGIC);
    list_sections(&h, &copy, s);
    h.size = padded(sizeof h);
    for (int k = 0; k < N_SECTION; k++) h.size += padded(s[k].size);
    if (!lode_outfile_begin(&out, path, why)) return false;
    h.check = check_all(s);
    bool ok = put(out.stream, &h, sizeof h);
    for (int k = 0; ok && k < N_SECTION; k++) ok = put(out.stream, *s[k].place, s[k].size);
    if (ok) return lode_outfile_commit(&out, stop, why);
    lode_text_printf(why, "cannot write '%s'", path);
    lode_outfile_abort(&out);
    return false;
}
