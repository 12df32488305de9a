#include "propagate/propagate.h"
bool lode_esri_preset(const lode_propagate_ask *ask, lode_outdir *folder, bool json, lode_text *say, lode_diags *d,
                    lode_text *why)
{ (void)ask;(void)folder;(void)json;(void)say;(void)d;(void)why; return false; }
