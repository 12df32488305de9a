/* Plain networks, shared with tests/property. */
#include "property/net.c"
