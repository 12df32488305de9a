/* The page that lists the cases, in one file with its script and style; and what a report is made of. */
#include "serve/page.h"

#include "base/sha256.h"
#include "out/out.h"
#include "page/page.h"
#include "serve/route.h"


static const char STYLE[] =
    ":root{color-scheme:light dark;--ink:#1b1b1b;--paper:#fff;--faint:#595959;--line:#c9c9c9;--strong:#0b5394}"
    "@media(prefers-color-scheme:dark){:root{--ink:#eaeaea;--paper:#161616;--faint:#ababab;--line:#454545;--strong:#8ab8ea}}"
    "body{font:1rem/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);margin:0 auto;max-width:60rem;padding:1rem}"
    "h1{font-size:1.5rem}h2{font-size:1.15rem;margin:0}a{color:var(--strong)}"
    "article{border:1px solid var(--line);border-radius:.5rem;padding:1rem;margin:1rem 0}"
    "form{display:flex;flex-wrap:wrap;gap:.75rem;align-items:end;margin-top:.75rem}"
    "label{display:flex;flex-direction:column;font-size:.875rem;color:var(--faint)}"
    "input,select,button{font:inherit;padding:.35rem .5rem;max-width:100%}input[type=number]{width:7rem}"
    ".faint{color:var(--faint);font-size:.875rem}pre{white-space:pre-wrap;overflow-wrap:anywhere}"
    "progress{width:12rem;max-width:100%;vertical-align:middle}li{margin:.25rem 0}";

/* One piece a line: a compiler need not take a longer string. */
static const char *const SCRIPT[] = {
    "'use strict';\n",
    "const api='" LODE_SERVE_API "';\n",
    "const token=new URLSearchParams(location.search).get('token');\n",
    "const headers=token?{Authorization:'Bearer '+token}:{};\n",
    "const link=path=>token?path+'?token='+encodeURIComponent(token):path;\n",
    "const el=(name,more,...inside)=>{const e=Object.assign(document.createElement(name),more||{});e.append(...inside);return e};\n",
    "async function ask(path,options){const r=await fetch(path,{...options,headers:{...headers,...(options||{}).headers}});\n",
    "  const body=await r.json().catch(()=>({}));\n",
    "  if(!r.ok)throw new Error(body.error?[body.error,...(body.problems||[])].join('\\n'):r.statusText);return body}\n",
    "const start=request=>ask(api+'/runs',{method:'POST',headers:{'Content-Type':'application/json'},body:JSON.stringify(request)});\n",
    "async function follow(run,seen){\n",
    "  const r=await fetch(run.links.events,{headers}),reader=r.body.pipeThrough(new TextDecoderStream()).getReader();\n",
    "  let text='',last=run;\n",
    "  for(;;){const {value,done}=await reader.read();if(done)return last;text+=value;\n",
    "    for(let end;(end=text.indexOf('\\n\\n'))>=0;text=text.slice(end+2)){\n",
    "      const data=text.slice(0,end).split('\\n').filter(l=>l.startsWith('data: ')).map(l=>l.slice(6)).join('');\n",
    "      if(data){last=JSON.parse(data);seen(last)}}}}\n",
    "const words=r=>r.case+(r.scenario?', '+r.scenario:'')+', '+r.draws+(r.draws===1?' draw':' draws')+', seed '+r.seed;\n",
    "function row(run,then){const state=el('span',{}),bar=el('progress',{max:1,value:run.progress,ariaLabel:'progress of run '+run.run}),\n",
    "    stop=el('button',{type:'button',textContent:'Cancel',ariaLabel:'cancel run '+run.run}),item=el('li',{},'Run '+run.run+': '+words(run)+' ',bar,' ',state,' ',stop);\n",
    "  const over=r=>!['queued','running'].includes(r.status);\n",
    "  const show=r=>{bar.value=r.progress;state.textContent=r.status+(r.reason?' ('+r.reason+')':'')+(r.problems.length?': '+r.problems.join('; '):'');\n",
    "    if(!over(r))return;bar.remove();stop.remove();\n",
    "    if(r.links.report)state.after(' ',el('a',{href:link(r.links.report),textContent:'report'}),' ',el('a',{href:link(r.links.summary),textContent:'summary.json'}));\n",
    "    if(then)then(r)};\n",
    "  stop.onclick=()=>ask(run.links.self,{method:'DELETE'}).catch(say);show(run);if(!over(run))follow(run,show).catch(say);return item}\n",
    "const say=e=>{document.getElementById('said').textContent=e.message||String(e)};\n",
    "function card(c,runs){const box=el('article',{},el('h2',{},c.title||c.id),el('p',{className:'faint'},c.id+(c.as_of?', as of '+c.as_of:'')+(c.sha256?', '+c.sha256.slice(0,12):'')));\n",
    "  if(c.errors){box.append(el('p',{},'This case has '+c.errors+(c.errors===1?' error:':' errors:')),el('pre',{},c.problems));return box}\n",
    "  const scenario=el('select',{name:'scenario'},el('option',{value:'',textContent:'all'}),...c.scenarios.map(s=>el('option',{value:s.id,textContent:s.id+(s.title?': '+s.title:'')})));\n",
    "  const number=(name,value,min,max)=>el('input',{type:'number',name,value,min,max,required:true});\n",
    "  const form=el('form',{},el('label',{},'Scenario',scenario),el('label',{},'Draws',number('draws',64,1,10000)),el('label',{},'Seed',number('seed',0,0,9007199254740991)),\n",
    "    el('label',{},'Days per step',number('step',c.step_days,1,366)),el('button',{textContent:'Run'}));\n",
    "  form.onsubmit=e=>{e.preventDefault();const f=form.elements;start({case:c.id,scenario:f.scenario.value||null,draws:+f.draws.value,seed:+f.seed.value,step:+f.step.value})\n",
    "    .then(r=>runs.prepend(row(r))).catch(say)};\n",
    "  box.append(el('p',{},el('a',{href:link('/cases/'+encodeURIComponent(c.id)),textContent:'Report'})),form);return box}\n",
    "async function index(main){const runs=el('ul',{}),list=await ask(api+'/cases');\n",
    "  main.append(...list.cases.map(c=>card(c,runs)));if(!list.cases.length)main.append(el('p',{},'The folder has no case.'));\n",
    "  main.append(el('h2',{},'Runs'),runs);runs.append(...(await ask(api+'/runs')).runs.map(r=>row(r)))}\n",
    "async function one(main,id){const list=el('ul',{});main.append(el('h2',{},id),list);\n",
    "  list.append(row(await start({case:id,draws:48}),r=>{if(r.links.report)location.replace(link(r.links.report))}))}\n",
    "const main=document.querySelector('main'),page=location.pathname.match(/^\\/cases\\/([^/]+)$/);\n",
    "(page?one(main,decodeURIComponent(page[1])):index(main)).catch(say);\n",
};

static void put_script(lode_text *out)
{
    for (size_t i = 0; i < sizeof SCRIPT / sizeof SCRIPT[0]; i++) lode_text_puts(out, SCRIPT[i]);
}

/* --- the list of cases ---------------------------------------------------------------------------- */

void lode_serve_index(lode_text *html)
{
    lode_text_puts(html, "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                         "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
                         "<title>Lodestone</title><link rel=\"icon\" href=\"data:,\"><style>");
    lode_text_puts(html, STYLE);
    lode_text_puts(html, "</style></head><body><main><h1>Lodestone</h1>"
                         "<p id=\"said\" role=\"status\"></p><noscript>This page needs its script.</noscript></main><script>");
    put_script(html);
    lode_text_puts(html, "</script></body></html>\n");
}

/* 'sha256-...' of a text, in base64 (RFC 4648). */
static void put_hash(lode_text *out, const char *text, size_t length)
{
    static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned char sum[LODE_SHA256_BYTES + 1] = {0};
    lode_sha256 s;
    lode_sha256_begin(&s);
    lode_sha256_add(&s, text, length);
    lode_sha256_end(&s, sum);
    lode_text_puts(out, "'sha256-");
    /* 32 bytes: ten groups of three, and one of two */
    for (int i = 0; i < LODE_SHA256_BYTES; i += 3) {
        unsigned group = (unsigned)sum[i] << 16 | (unsigned)sum[i + 1] << 8 | (i + 2 < LODE_SHA256_BYTES ? sum[i + 2] : 0u);
        for (int k = 18; k >= 0; k -= 6) lode_text_putc(out, k == 0 && i + 2 >= LODE_SHA256_BYTES ? '=' : digit[group >> k & 63]);
    }
    lode_text_putc(out, '\'');
}

void lode_serve_index_policy(lode_text *out)
{
    lode_text_puts(out, "default-src 'none'; script-src ");
    lode_text script = {0};
    put_script(&script);
    put_hash(out, lode_text_str(&script), script.length);
    out->failed |= script.failed;
    lode_text_free(&script);
    lode_text_puts(out, "; style-src ");
    put_hash(out, STYLE, sizeof STYLE - 1);
    lode_text_puts(out, "; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
}

/* --- the report ----------------------------------------------------------------------------------- */

/* Append text where HTML stands. */
static void put_escaped(lode_text *out, const char *s)
{
    for (; *s; s++) {
        if (*s == '<') lode_text_puts(out, "&lt;");
        else if (*s == '&') lode_text_puts(out, "&amp;");
        else lode_text_putc(out, *s);
    }
}

/* The answer as the terminal shows it: for a program that was built without the bundle of the page. */
static bool put_plain(const lode_result *r, lode_text *html)
{
    lode_text answer = {0};
    lode_answer_put(r, &(lode_answer_style){0}, &answer);
    lode_text_puts(html, "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>");
    put_escaped(html, r->c->id);
    lode_text_puts(html, "</title></head><body><pre>");
    put_escaped(html, lode_text_str(&answer));
    lode_text_puts(html, "</pre></body></html>\n");
    html->failed |= answer.failed;
    lode_text_free(&answer);
    return !html->failed;
}

bool lode_serve_report(const lode_result *r, lode_text *html)
{
    if (lode_page_write(&(lode_page){.result = r, .api = LODE_SERVE_API}, html)) return true;
    if (html->failed) return false;
    lode_text_clear(html);
    return put_plain(r, html);
}
