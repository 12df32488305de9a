#!/usr/bin/env bash
# docs/exposure.md, section 8: shares of makers by stage, beside the collection of sources from which the case of rare
# earths was made. The column "model" is checked always, the column "published" where that collection lies beside.
. tests/cli/lib.bash
rare=$root/cases/rare-earths-2025
collection=$root/../shared/reference/rare-earths/stages.csv

if ! command -v python3 >/dev/null; then
    skip "shares by stage" "no python3"
    echo "1..$n"
    exit 0
fi
status 0 "exposure by stage" "$lodestone" exposure "$rare" --quiet -o tables
cat >stages.py <<'EOF2'
import csv, re, sys

rows = list(csv.DictReader(open("tables/hhi.csv")))
made = {r["product"]: float(r["made_per_year"]) for r in rows if r["product"] and not r["root"]}
largest = {r["product"]: float(r["cr1"]) for r in rows if r["product"] and r["largest"] == "CHN"}
through = {(r["root"], r["stage"], r["through"]): float(r["share"]) for r in csv.DictReader(open("tables/exposure.csv"))
           if not r["actor"] and not r["product"] and r["basis"] == "made"}
sites = {r["site"]: r for r in csv.DictReader(open(sys.argv[1] + "/sites.csv"))}
ndpr = {r["recipe"]: float(r["per_unit"]) for r in csv.DictReader(open(sys.argv[1] + "/recipes.csv"))
        if r["product"] == "ndpr-oxide" and r["direction"] == "output"}
mined = sum(made[p] for p in made if p.startswith("conc-"))
china = made["conc-bayan"] + made["conc-clay-cn"]


def oxide(site):
    return float(sites[site]["activity_per_year"]) * ndpr[sites[site]["recipe"]]


def clay(actor):
    share = {a: float(sites["mine-clay@" + a]["supply_share"]) for a in ("MMR", "THA")}
    return made["conc-clay-mmr"] * share[actor] / sum(share.values())


def sand(actor):
    share = {a: float(sites["mine-sand@" + a]["supply_share"]) for a in ("IND", "ROW")}
    return made["conc-sand"] * share[actor] / sum(share.values())


magnets = ("ndfeb-magnet-heavy", "ndfeb-magnet-free")
elements = ("ndpr-oxide", "dy-oxide", "tb-oxide")
MODEL = {
    "mining, CHN, t of oxide": china,
    "mining, USA, t of oxide": made["conc-mtpass"],
    "mining, MMR, t of oxide": clay("MMR"),
    "mining, THA, t of oxide": clay("THA"),
    "mining, IND, t of oxide": sand("IND"),
    "mining, AUS, t of oxide": made["conc-mtweld"],
    "mining, CHN, share of oxide": china / mined,
    "separation, USA, NdPr, t": oxide("sep-mtpass@USA"),
    "separation, MYS, NdPr, t": oxide("sep-mtweld@MYS"),
    "separation, CHN, share of NdPr, Dy and Tb": sum(made[p] * largest[p] for p in elements) / sum(made[p] for p in elements),
    "separation, CHN, share of Dy": largest["dy-oxide"],
    "separation, CHN, share of Tb": largest["tb-oxide"],
    "separation, CHN, Gd, t": made["gd-oxide"] * largest["gd-oxide"],
    "separation, CHN, Dy, t": made["dy-oxide"] * largest["dy-oxide"],
    "separation, CHN, Tb, t": made["tb-oxide"] * largest["tb-oxide"],
    "metal, CHN, share of NdPr": largest["ndpr-metal"],
    "magnets, CHN, share of sintered NdFeB": sum(made[p] * largest[p] for p in magnets) / sum(made[p] for p in magnets),
    "magnets, CHN, share of SmCo": largest["smco-magnet"],
    "magnets, world, SmCo, t": made["smco-magnet"],
}
for actor in ("VNM", "THA", "JPN", "USA"):
    MODEL[f"metal, {actor}, share of NdPr"] = through["ndpr-oxide", "metal", actor]

page = re.findall(r"^\| (st\d+) \| (.*?) \| (.*?) \| (.*?) \| (.*?) ?\|$", open(sys.argv[2]).read(), re.M)
assert len(page) > 20, len(page)
if sys.argv[3] == "model":
    assert {what for _, what, *_ in page} == set(MODEL)
    for row, what, published, model, remark in page:
        digits = 2 if "share" in what else 0
        assert f"{MODEL[what]:.{digits}f}" == model, (what, MODEL[what], model)
        ends = [float(x) for x in published.split("-")]
        half = 0.5 * 10 ** -digits + (0.015 if len(ends) == 1 and digits else 0)
        inside = min(ends) - half <= float(model) <= max(ends) + half
        assert inside != ("**differs**" in remark), (what, published, model)
else:
    stage = {r["row_id"]: r for r in csv.DictReader(open(sys.argv[4]))}
    for row, what, published, *_ in page:
        unit = "share_percent" if "share" in what else "t_per_year"
        ends = [stage[row][f"{unit}_{end}"] for end in ("low", "central", "high")]
        ends = [float(x) / (100 if "share" in what else 1) for x in ends if x]
        digits = 2 if "share" in what else 0
        low, high = f"{min(ends):.{digits}f}", f"{max(ends):.{digits}f}"
        assert published == (low if low == high else f"{low}-{high}"), (row, what, published, ends)
EOF2
python3 stages.py "$rare" "$root/docs/exposure.md" model 2>err
report "docs/exposure.md has the shares of the model, inside what is published unless it says that they differ" $? "$(tail -2 err)"
if [[ -f $collection ]]; then
    python3 stages.py "$rare" "$root/docs/exposure.md" published "$collection" 2>err
    report "and what the collection of sources has" $? "$(tail -2 err)"
else
    skip "and what the collection of sources has" "it is not beside this folder"
fi
echo "1..$n"
