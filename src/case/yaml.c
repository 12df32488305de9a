/* case.yaml as a tree, built from libyaml's events.
 *
 * libyaml counts code points and takes NEL, LS and PS for line ends; places here are in bytes and
 * lines as editors show them, so they are found again from the number of code points. */
#include "case/yaml.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

/* Walks between numbers of code points and places. */
typedef struct walker {
    const char *bytes;
    size_t length;
    size_t points, at; /* `points` code points come before byte `at`     */
    int32_t line;      /* of byte `at`                                   */
    size_t line_start; /* where that line begins                         */
} walker;

static void walk_to(walker *w, size_t points)
{
    /* starts of events come in order; going back happens only for an error's context */
    if (points < w->points) *w = (walker){.bytes = w->bytes, .length = w->length, .line = 1};
    while (w->points < points && w->at < w->length) {
        bool newline = w->bytes[w->at] == '\n';
        size_t step = lode_utf8_step(w->bytes + w->at, w->length - w->at);
        w->at += step > 0 ? step : 1;
        w->points++;
        if (newline) {
            w->line++;
            w->line_start = w->at;
        }
    }
}

typedef struct builder {
    lode_reader *r;
    const char *path;
    walker w;
    lode_node
        *open[LODE_MAX_YAML_DEPTH]; /* (depth) mappings and lists that are not closed yet    */
    lode_node
        *last[LODE_MAX_YAML_DEPTH];    /* their last item or key                                */
    bool has_key[LODE_MAX_YAML_DEPTH]; /* a key waits for its value                             */
    int32_t depth, n_node;
    lode_node *root;
} builder;

static lode_place place_of(const builder *b, const lode_node *n)
{
    return (lode_place){b->path, n->line, n->column, n->length};
}

/* The place of a pair of marks, into a node. */
static void locate(builder *b, lode_node *n, const yaml_mark_t *start, const yaml_mark_t *end)
{
    walk_to(&b->w, start->index);
    n->line = b->w.line;
    n->column = (int32_t)(b->w.at - b->w.line_start) + 1;
    size_t points = end->index > start->index ? end->index - start->index : 0, at = b->w.at;
    for (; points > 0 && at < b->w.length && b->w.bytes[at] != '\n' && b->w.bytes[at] != '\r';
         points--) {
        size_t step = lode_utf8_step(b->w.bytes + at, b->w.length - at);
        at += step > 0 ? step : 1;
    }
    n->length = (int32_t)(at - b->w.at);
}

/* --- attaching nodes ---------------------------------------------------------------------- */

/* Put a finished scalar or a new mapping or list where it belongs. False after a problem. */
static bool attach(builder *b, lode_node *n)
{
    if (b->depth == 0) {
        b->root = n;
        return true;
    }
    int32_t top = b->depth - 1;
    lode_node *parent = b->open[top];
    if (parent->kind == LODE_NODE_MAPPING && b->has_key[top]) {
        b->last[top]->value = n;
        b->has_key[top] = false;
        return true;
    }
    if (parent->kind == LODE_NODE_MAPPING) {
        if (n->kind != LODE_NODE_SCALAR) {
            lode_diag_add(b->r->diags, LODE_DIAG_YAML_KEY, place_of(b, n), NULL);
            return false;
        }
        b->has_key[top] = true;
    }
    if (b->last[top]) b->last[top]->next = n;
    else parent->child = n;
    b->last[top] = n;
    return true;
}

static lode_node *new_node(builder *b, const yaml_event_t *event, lode_node_kind kind)
{
    lode_node *n = LODE_TAKE(&b->r->scratch, 1, lode_node);
    if (!n) {
        lode_reader_no_memory(b->r);
        return NULL;
    }
    n->kind = kind;
    locate(b, n, &event->start_mark, &event->end_mark);
    if (++b->n_node > LODE_MAX_YAML_NODE) {
        lode_diag_add(b->r->diags, LODE_DIAG_YAML_TOO_MANY, place_of(b, n), NULL,
                      (int)LODE_MAX_YAML_NODE);
        return NULL;
    }
    return n;
}

/* Anchors would need a limit on what aliases expand to, tags have no use here: neither is read. */
static bool has_extras(builder *b, const lode_node *n, const yaml_char_t *anchor,
                       const yaml_char_t *tag)
{
    if (anchor)
        lode_diag_add(b->r->diags, LODE_DIAG_YAML_ALIAS, place_of(b, n),
                      "write the value out where it is used");
    if (tag)
        lode_diag_add(b->r->diags, LODE_DIAG_YAML_TAG, place_of(b, n),
                      "remove it; put the value in quotes if it begins with '!'");
    return anchor || tag;
}

static bool add_scalar(builder *b, const yaml_event_t *event)
{
    lode_node *n = new_node(b, event, LODE_NODE_SCALAR);
    if (!n) return false;
    size_t length = event->data.scalar.length;
    const char *text = (const char *)event->data.scalar.value;
    n->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    if (has_extras(b, n, event->data.scalar.anchor, event->data.scalar.tag)) return false;
    if (memchr(text, '\0', length)) {
        lode_diag_add(b->r->diags, LODE_DIAG_CONTROL_CHARACTER, place_of(b, n), "remove it", 0u);
        return false;
    }
    if (length > LODE_MAX_CELL) {
        lode_diag_add(b->r->diags, LODE_DIAG_CELL_TOO_LONG, place_of(b, n),
                      "is a quote missing somewhere before?", length, (int)LODE_MAX_CELL);
        return false;
    }
    n->text = lode_scratch_copy(b->r, text, length);
    return n->text && attach(b, n);
}

static bool open_node(builder *b, const yaml_event_t *event, lode_node_kind kind)
{
    lode_node *n = new_node(b, event, kind);
    if (!n) return false;
    bool mapping = kind == LODE_NODE_MAPPING;
    if (has_extras(b, n,
                   mapping ? event->data.mapping_start.anchor : event->data.sequence_start.anchor,
                   mapping ? event->data.mapping_start.tag : event->data.sequence_start.tag))
        return false;
    if (b->depth == LODE_MAX_YAML_DEPTH) {
        lode_diag_add(b->r->diags, LODE_DIAG_YAML_DEEP, place_of(b, n), NULL,
                      (int)LODE_MAX_YAML_DEPTH);
        return false;
    }
    if (!attach(b, n)) return false;
    b->open[b->depth] = n;
    b->last[b->depth] = NULL;
    b->has_key[b->depth] = false;
    b->depth++;
    return true;
}

/* --- duplicate keys ----------------------------------------------------------------------- */

static int by_text(const void *left, const void *right)
{
    lode_node *const *a = left, *const *b = right;
    int order = strcmp((*a)->text, (*b)->text);
    if (order == 0) order = ((*a)->line > (*b)->line) - ((*a)->line < (*b)->line);
    return order != 0 ? order : ((*a)->column > (*b)->column) - ((*a)->column < (*b)->column);
}

/* Report keys that come twice and take all but the first out of the mapping. */
static bool check_duplicates(builder *b, lode_node *mapping)
{
    int32_t n = 0;
    for (lode_node *k = mapping->child; k; k = k->next) n++;
    if (n < 2) return true;
    lode_arena_mark mark = lode_arena_now(&b->r->scratch);
    lode_node **key = LODE_TAKE(&b->r->scratch, n, lode_node *);
    if (!key) return lode_reader_no_memory(b->r);
    int32_t i = 0;
    for (lode_node *k = mapping->child; k; k = k->next) key[i++] = k;
    qsort(key, (size_t)n, sizeof *key, by_text);
    for (i = 1; i < n; i++) {
        if (strcmp(key[i - 1]->text, key[i]->text) != 0) continue;
        lode_diag_add(b->r->diags, LODE_DIAG_DUPLICATE_KEY, place_of(b, key[i]), NULL, key[i]->text,
                      (int)key[i - 1]->line);
        key[i]->again = true;
        b->r->incomplete = true;
    }
    lode_arena_rewind(&b->r->scratch, mark);
    for (lode_node *k = mapping->child; k; k = k->next)
        while (k->next && k->next->again) k->next = k->next->next;
    return true;
}

/* --- events ------------------------------------------------------------------------------- */

/* Handle one event. Sets *end at the end of the file; false after a problem that ends reading. */
static bool take_event(builder *b, const yaml_event_t *event, bool *end)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return add_scalar(b, event);
    case YAML_MAPPING_START_EVENT:
        return open_node(b, event, LODE_NODE_MAPPING);
    case YAML_SEQUENCE_START_EVENT:
        return open_node(b, event, LODE_NODE_LIST);
    case YAML_MAPPING_END_EVENT:
        b->depth--;
        return check_duplicates(b, b->open[b->depth]);
    case YAML_SEQUENCE_END_EVENT:
        b->depth--;
        return true;
    case YAML_ALIAS_EVENT: {
        lode_node n = {0};
        locate(b, &n, &event->start_mark, &event->end_mark);
        lode_diag_add(b->r->diags, LODE_DIAG_YAML_ALIAS, place_of(b, &n),
                      "write the value out where it is used");
        return false;
    }
    case YAML_DOCUMENT_START_EVENT: {
        if (!b->root) return true;
        lode_node n = {0};
        locate(b, &n, &event->start_mark, &event->end_mark);
        lode_diag_add(b->r->diags, LODE_DIAG_YAML_DOCUMENTS, place_of(b, &n),
                      "remove the line '---' and what follows, or what comes before");
        return false;
    }
    case YAML_STREAM_END_EVENT:
        *end = true;
        return true;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_DOCUMENT_END_EVENT:
        return true;
    }
    return true;
}

/* What libyaml did not understand. */
static void report_error(builder *b, const yaml_parser_t *parser)
{
    if (parser->error == YAML_MEMORY_ERROR) {
        lode_reader_no_memory(b->r);
        return;
    }
    lode_node n = {0};
    locate(b, &n, &parser->problem_mark, &parser->problem_mark);
    const char *problem = parser->problem ? parser->problem : "not understood";
    bool at_end = b->w.at >= b->w.length && parser->context;
    if (at_end) { /* where it began says more than the end of the file */
        locate(b, &n, &parser->context_mark, &parser->context_mark);
        lode_diag_add(b->r->diags, LODE_DIAG_YAML_SYNTAX, place_of(b, &n), NULL, parser->context);
        lode_diag_hint(b->r->diags, "%s", problem);
        return;
    }
    lode_diag_add(b->r->diags, LODE_DIAG_YAML_SYNTAX, place_of(b, &n), NULL, problem);
    if (b->w.at < b->w.length && b->w.bytes[b->w.at] == '\t')
        lode_diag_hint(b->r->diags, "indent with spaces, not with tabs");
    else if (parser->context) {
        locate(b, &n, &parser->context_mark, &parser->context_mark);
        lode_diag_hint(b->r->diags, "%s that begins on line %d", parser->context, (int)n.line);
    }
}

lode_node *lode_yaml_tree(lode_reader *r, const char *bytes, size_t length)
{
    builder b = {.r = r,
                 .path = r->store->path[LODE_T_CASE],
                 .w = {.bytes = bytes, .length = length, .line = 1}};
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) {
        lode_reader_no_memory(r);
        return NULL;
    }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)bytes, length);

    bool end = false, going = true;
    while (going && !end) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) {
            report_error(&b, &parser);
            going = false;
            break;
        }
        going = take_event(&b, &event, &end);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);

    if (!going) return NULL;
    if (!b.root || lode_node_is_null(b.root)) {
        lode_diag_add(r->diags, LODE_DIAG_EMPTY_FILE, (lode_place){.file = b.path},
                      "'lodestone new DIR' writes an example");
        return NULL;
    }
    return b.root;
}

bool lode_node_is_null(const lode_node *n)
{
    if (n->kind != LODE_NODE_SCALAR || !n->plain) return false;
    return n->text[0] == '\0' || strcmp(n->text, "~") == 0 || strcmp(n->text, "null") == 0;
}
