/* case.yaml as a tree, with the place of every key and value. */
#ifndef LODE_CASE_YAML_H
#define LODE_CASE_YAML_H

#include "case/reader.h"

typedef enum lode_node_kind { LODE_NODE_SCALAR, LODE_NODE_LIST, LODE_NODE_MAPPING } lode_node_kind;

typedef struct lode_node {
    lode_node_kind kind;
    bool plain;                   /* a scalar without quotes                                     */
    bool again;                   /* a key that was there before                                 */
    const char *text;             /* of a scalar, NUL-terminated                                 */
    int32_t line, column, length; /* length up to the first line end                             */
    struct lode_node *child;      /* first item of a list, first key of a mapping                */
    struct lode_node *next;       /* next item or key                                            */
    struct lode_node *value;      /* of a key                                                    */
} lode_node;

/* Build the tree of a file. Reports anchors, aliases, tags, duplicate keys, depth, syntax.
 *
 * Returns the node of the file in r->scratch, or NULL after a problem was reported. */
lode_node *lode_yaml_tree(lode_reader *r, const char *bytes, size_t length);

/* Whether a value is null: nothing, ~ or null without quotes. */
bool lode_node_is_null(const lode_node *n);

#endif
