#!/usr/bin/env bash
# The case of rare earths: what an analyst of minerals expects of it.
. tests/cli/lib.bash
rare=$root/cases/rare-earths-2025

status 0 "the case has no errors" "$lodestone" check --quiet "$rare"
empty "and says nothing when only errors are asked for" err

status 0 "what became known later is left out" "$lodestone" check "$rare"
has "and named" "left out: it became known after evidence_until (2025-10-13)" err
status 0 "later evidence is taken in on demand" "$lodestone" check "$rare" --evidence-until 2026-04-22
! grep -qF "left out" err
report "and nothing is left out then" $? "$(grep -F "left out" err)"

if ! command -v python3 >/dev/null; then
    skip "what the case answers" "no python3"
    exit 0
fi

status 0 "check says what is made and used" "$lodestone" check --json "$rare"
mv out check.json
python3 - "$rare/README.md" 2>err <<'EOF'
import json, re, sys
rows = json.load(open("check.json"))["balance"]
assert len(rows) > 40
for r in rows:
    used = r["named_use_per_year"] + r["other_uses_per_year"] + r["disposed_per_year"]
    assert abs(used - r["supply_per_year"]) <= 1e-6 * r["supply_per_year"], r
part = re.search(r"\*\*Residuals above 10 percent\*\*.*?\n\nBelow", open(sys.argv[1]).read(), re.S).group(0)
said = set(re.findall(r"`([a-z0-9-]+)`", part)) - {"check"}
large = {r["product"] for r in rows if r["residual"] > 0.1}
assert said == large, said ^ large
EOF
report "its README explains every residual above 10 percent, and no other" $? "$(tail -3 err)"
python3 - "$rare/README.md" 2>err <<'EOF'
import json, re, sys
given = {p["code"] for p in json.load(open("check.json"))["problems"] if p["severity"] == "warning"}
part = re.search(r"## Warnings that.*?\n## ", open(sys.argv[1]).read(), re.S).group(0)
said = {int(code) for code in re.findall(r"\bW(\d+)\b", part)}
assert said == given, said ^ given
EOF
report "and every kind of warning, and no other" $? "$(tail -3 err)"
status 0 "and prints a table" "$lodestone" check "$rare"
[[ $(awk '{ if (length > n) n = length } END { print n }' out) -le 80 && $(wc -l <out) -lt 60 ]]
report "of at most 80 columns" $? "$(cat out)"

# run NAME CASE OPTIONS...: its JSON in NAME.json
run() {
    local name=$1 case=$2
    shift 2
    status 0 "run $name" "$lodestone" run "$case" --json --quiet "$@"
    mv out "$name.json"
}
# expect NAME: Python on stdin, run with the helpers below; holds if it raises nothing
cat >helpers.py <<'EOF'
import datetime, json


def load(name):
    return json.load(open(name + ".json"))


def short(d, scenario):
    """What falls short in a scenario: by actor and product."""
    rows = d["scenarios"][scenario]["run_out"]
    return {(r["actor"], r["product"]): r for r in rows if r["first_shortfall"]["p50"]}


def day(text):
    return datetime.date.fromisoformat(text)


def first(row):
    return day(row["first_shortfall"]["p50"])


def loss(d, scenario, actor):
    return d["scenarios"][scenario]["loss"].get(actor, {}).get("total_usd", {}).get("p50", 0.0)


MOTORS = ("traction-motor", "small-motor-set", "servo-motor", "wind-generator")
EOF
expect() {
    cat helpers.py - >expect.py
    python3 expect.py 2>err
    report "$1" $? "$(tail -3 err)"
}

# --- all scenarios -----------------------------------------------------------------------------
run all "$rare"
expect "goods balance" <<'EOF'
assert load("all")["balance"]["max_relative_residual"] <= 1e-9
EOF
expect "assumed courses of events are called hypothetical" <<'EOF'
d = load("all")["scenarios"]
assert {k for k in d if d[k]["hypothetical"]} == {"standoff-wide", "truce-extended"}
EOF
expect "heavies bind before lights" <<'EOF'
d = load("all")
motors = [r for s in ("status-quo", "october-controls") for r in short(d, s).values() if r["product"] in MOTORS]
named = [r["cause"] for r in motors if r["cause"]]
assert len(named) > 10, named
assert all(c.startswith("ndfeb-magnet-heavy") for c in named), named
EOF
expect "users in China do not wait for licences" <<'EOF'
late = {p: r for (a, p), r in short(load("all"), "status-quo").items() if a == "CHN" and p in MOTORS}
assert not late, late
EOF
expect "licensing is a trough and a rebound, not a cliff for ever" <<'EOF'
quo = short(load("all"), "status-quo")
made = quo["CHN", "ndfeb-magnet-heavy"]
assert 0.5 < made["trough"]["p50"] < 0.95, made
assert made["recovered"]["p50"] < "2025-10-13", made
for actor in ("USA", "EUU", "KOR"):
    for product in ("small-motor-set", "servo-motor"):
        r = quo[actor, product]
        assert r["recovered"]["p50"] and day(r["recovered"]["p50"]) > first(r), r
EOF
expect "no licence comes before 45 working days" <<'EOF'
quo = short(load("all"), "status-quo")
for actor in ("USA", "EUU"):
    low = day(quo[actor, "small-motor-set"]["trough_date"]["p50"])
    assert low > datetime.date(2025, 6, 11), low
EOF
expect "a gap in magnets shows in weapons only after they are built" <<'EOF'
d = load("all")
for product in ("f-35", "virginia-class-submarine", "destroyer"):
    r = short(d, "standoff").get(("USA", product))
    assert r is None or first(r) >= datetime.date(2025, 10, 9) + datetime.timedelta(365), r
EOF
expect "software is a slope, and chips follow design by half a year or more" <<'EOF'
d = short(load("all"), "us-software")
design, chip = d["CHN", "chip-design"], d["CHN", "designed-chip"]
assert (first(chip) - first(design)).days >= 180, (first(design), first(chip))
assert design["halt"]["p50"] is None and design["trough"]["p50"] > 0.2, design
EOF
expect "crackers that can take other feed go on without ethane" <<'EOF'
r = short(load("all"), "standoff-wide")["CHN", "ethylene-ethane"]
assert first(r) > datetime.date(2025, 12, 1), r
assert r["lost_units"]["p50"] < 0.7 * 3.86e6 * 851 / 365, r
EOF
expect "engines last as long as their stock" <<'EOF'
r = short(load("all"), "standoff-wide")["CHN", "c919"]
days = (first(r) - datetime.date(2025, 12, 1)).days
assert 100 < days < 300, days
EOF
expect "what is suspended costs less" <<'EOF'
d = load("all")
for actor in ("USA", "CHN"):
    assert loss(d, "truce-extended", actor) < loss(d, "standoff", actor), actor
EOF

# --- stock -------------------------------------------------------------------------------------
# A fifth of US magnets goes on arriving from elsewhere, so that a day of stock lasts longer than a day.
cp -r "$rare" year
sed -i 's/end: 2028-03-31/end: 2025-12-31/' year/case.yaml
for days in 20 40; do
    run "stock$days" year --scenario status-quo --set parameters.psi=0 \
        --set "stocks[USA,ndfeb-magnet-heavy].cover_days=$days"
done
expect "20 days more of magnets delay the first shortfall by 20 to 30 days" <<'EOF'
thin, thick = short(load("stock20"), "status-quo"), short(load("stock40"), "status-quo")
for product in MOTORS:
    later = (first(thick["USA", product]) - first(thin["USA", product])).days if ("USA", product) in thick else 99
    assert 20 <= later <= 30, (product, later)
EOF

# --- cases changed -----------------------------------------------------------------------------
cp -r "$rare" none
sed -i 's/end: 2028-03-31/end: 2026-12-31/' none/case.yaml
cat >>none/case.yaml <<'EOF'
  october-without:
    extends: october-controls
    without: [cn-2025-55, cn-2025-56, cn-2025-57, cn-2025-58, cn-2025-61-origin, cn-2025-61-military,
      cn-2025-61-content-civil, cn-2025-61-content-military, cn-2025-61-technology, cn-2025-62]
EOF
run without none --scenario october-without
expect "October controls without their measures are the status quo, to the digit" <<'EOF'
s = load("without")["scenarios"]["october-without"]
assert s["run_out"] == [], s["run_out"]
for actor, part in s["loss"].items():
    assert part["total_usd"]["p50"] == 0 and part["peak_usd_per_day"]["p50"] == 0, (actor, part)
EOF

# The USA serve defence first; here makers of magnets elsewhere do so too.
cp -r "$rare" first
sed -i 's/^  \(EUU\|JPN\|ROW\): {name: \(.*\)}$/  \1: {name: \2, defence_first: yes}/' first/case.yaml
[[ $(grep -c "defence_first: yes" first/case.yaml) -eq 4 ]]
report "three more serve defence first" $?
run served first --scenario october-controls
expect "with priority defence outlasts its use without" <<'EOF'
equal, served = short(load("all"), "october-controls"), short(load("served"), "october-controls")
products = [p for a, p in equal if a == "USA" and p in ("f-35", "virginia-class-submarine", "guided-munition")]
assert len(products) == 3, products
for product in products:
    a, b = equal["USA", product], served.get(("USA", product))
    assert b is None or (first(b) >= first(a) and b["trough"]["p50"] > a["trough"]["p50"]), (a, b)
EOF
expect "and outlasts civil use of the same magnets" <<'EOF'
quo, october = short(load("served"), "status-quo"), short(load("served"), "october-controls")
defence = ("f-35", "virginia-class-submarine", "destroyer", "guided-munition")
assert all(("USA", motor) in quo for motor in MOTORS), quo.keys()
assert not any(("USA", product) in quo for product in defence), quo.keys()
civil = [first(october["USA", motor]) for motor in MOTORS if ("USA", motor) in october]
assert civil
for product in defence:
    r = october.get(("USA", product))
    assert r is None or first(r) > max(civil), (product, r)
EOF
echo "1..$n"
