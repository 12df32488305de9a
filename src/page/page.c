/* The HTML of the report page: head, policy, the parts in their elements. */
#include "page/page.h"

#include <string.h>

#include "live/live.h"
#include "live/live_module.h"
#include "out/inner.h"
#include "page/inner.h"

/* Text as HTML text or as the value of an attribute in double quotes. */
static void put_escaped(lode_text *t, const char *s)
{
    for (; *s; s++) {
        if (*s == '&') lode_text_puts(t, "&amp;");
        else if (*s == '<') lode_text_puts(t, "&lt;");
        else if (*s == '>') lode_text_puts(t, "&gt;");
        else if (*s == '"') lode_text_puts(t, "&quot;");
        else lode_text_putc(t, *s);
    }
}

/* 'sha256-...' of an inline element, by which the policy lets it run. */
static void put_hash(lode_text *t, lode_asset a)
{
    lode_sha256 s;
    unsigned char digest[LODE_SHA256_BYTES];
    lode_sha256_begin(&s);
    lode_sha256_add(&s, a.data, a.length);
    lode_sha256_end(&s, digest);
    lode_text_puts(t, "'sha256-");
    lode_base64(digest, sizeof digest, t);
    lode_text_puts(t, "'");
}

/* No network, no frames, no forms, no code but the bundle's own. A page of the server may ask its own server. */
static void put_policy(lode_text *t, const lode_page *p)
{
    lode_text_puts(t, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src ");
    put_hash(t, lode_page_script());
    lode_text_puts(t, " 'wasm-unsafe-eval'; style-src ");
    put_hash(t, lode_page_style());
    lode_text_puts(t, "; worker-src blob:; img-src data: blob:;");
    if (p->api) lode_text_puts(t, " connect-src 'self';");
    lode_text_puts(t, " base-uri 'none'; form-action 'none'\">\n");
}

static void put_head(lode_text *t, const lode_page *p)
{
    lode_asset style = lode_page_style();
    lode_text_puts(t, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    put_policy(t, p);
    lode_text_puts(t, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                      "<meta name=\"referrer\" content=\"no-referrer\">\n"
                      "<meta name=\"color-scheme\" content=\"light dark\">\n"
                      "<meta name=\"generator\" content=\"Lodestone " LODE_VERSION "\">\n<title>");
    put_escaped(t, lode_out_title(p->result));
    lode_text_puts(t, " - Lodestone</title>\n<style>");
    lode_text_add(t, (const char *)style.data, style.length);
    lode_text_puts(t, "</style>\n</head>\n");
}

/* A JSON string cannot end the element that holds it: every < is written as an escape. */
static void put_json_element(lode_text *t, const lode_text *json)
{
    const char *s = lode_text_str(json);
    lode_text_puts(t, "<script type=\"application/json\" id=\"data\">");
    for (size_t i = 0; i < json->length; i++) {
        if (s[i] == '<') lode_text_puts(t, "\\u003c");
        else lode_text_putc(t, s[i]);
    }
    lode_text_puts(t, "</script>\n");
}

/* What a program finds at once, and the rest packed. */
static bool put_data(lode_text *t, const lode_page *p)
{
    lode_text json = {0}, packed = {0}, head = {0};
    char hash[LODE_SHA256_HEX];
    bool ok = lode_page_data(p, &json);
    if (ok) lode_pack((const unsigned char *)lode_text_str(&json), json.length, &packed);
    lode_out_input_hash(p->result, hash);
    lode_json j = {.out = &head};
    lode_json_open(&j, NULL, '{');
    lode_json_integer(&j, "schema", 1);
    lode_json_text(&j, "lodestone", LODE_VERSION);
    lode_json_text(&j, "case", p->result->c->id);
    lode_json_text(&j, "title", lode_out_title(p->result));
    lode_json_text(&j, "input_hash", hash);
    lode_json_text(&j, "api", p->api);
    lode_json_text(&j, "packed", lode_text_str(&packed));
    lode_json_close(&j);
    put_json_element(t, &head);
    t->failed |= packed.failed || head.failed || json.failed;
    lode_text_free(&json);
    lode_text_free(&packed);
    lode_text_free(&head);
    return ok;
}

/* An element of bytes, deflated and in base64. */
static void put_packed(lode_text *t, const char *id, const unsigned char *bytes, size_t length)
{
    lode_text_printf(t, "<script type=\"application/octet-stream\" id=\"%s\">", id);
    lode_pack(bytes, length, t);
    lode_text_puts(t, "</script>\n");
}

/* The engine and the case, where this program has the module: what runs live in the page. */
static bool put_live(lode_text *t, const lode_page *p)
{
    lode_text image = {0};
    size_t length = 0;
    const unsigned char *module = lode_live_module(&length);
    if (length == 0) return true;
    bool ok = lode_live_image(p->result, &image);
    if (ok) {
        put_packed(t, "module", module, length);
        put_packed(t, "image", (const unsigned char *)lode_text_str(&image), image.length);
    }
    lode_text_free(&image);
    return ok;
}

bool lode_page_write(const lode_page *p, lode_text *html)
{
    lode_asset script = lode_page_script();
    if (!script.data) return false;
    put_head(html, p);
    lode_text_puts(html, "<body>\n<noscript><p>This page draws its charts with a script of its own, which is switched off here. "
                         "The tables beside it, or <code>lodestone run</code>, say the same.</p></noscript>\n"
                         "<div id=\"app\"><h1>");
    put_escaped(html, lode_out_title(p->result));
    lode_text_puts(html, "</h1></div>\n");
    bool ok = put_data(html, p) && put_live(html, p);
    lode_text_puts(html, "<script>");
    lode_text_add(html, (const char *)script.data, script.length);
    lode_text_puts(html, "</script>\n</body>\n</html>\n");
    return ok && !html->failed;
}
