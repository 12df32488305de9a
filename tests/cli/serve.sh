#!/usr/bin/env bash
# The server as a command: where it listens, what its runs give, how it ends. tests/unit/test_serve.c has the rest.
. tests/cli/lib.bash
mkdir cases
"$lodestone" new cases/pumps >/dev/null
sed 's/end: 2026-12-31/end: 2200-12-31/' cases/pumps/case.yaml >long.yaml
cp -r cases/pumps cases/long && mv long.yaml cases/long/case.yaml

serve() { # arguments; sets pid, port
    : >url
    timeout 120 "$lodestone" serve cases --port 0 "$@" >url 2>err &
    pid=$!
    for _ in {1..200}; do
        [[ -s url ]] && break
        sleep 0.05
    done
    port=$(sed -n 's,^http://127\.0\.0\.1:\([0-9]*\)/.*,\1,p' url)
}
ask() { # method, target, header lines, body; the answer is in `answer`, its body in `body`
    {
        exec 3<>"/dev/tcp/127.0.0.1/$port" &&
            printf '%s %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nContent-Type: application/json\r\nContent-Length: %s\r\n%s\r\n%s' \
                "$1" "$2" "$port" "${#4}" "$3" "$4" >&3 && timeout 30 cat <&3 >answer
        exec 3>&-
    } 2>/dev/null
    sed '1,/^\r$/d' answer >body
}
await() { # run, status
    for _ in {1..400}; do
        ask GET "/api/v1/runs/$1" "" ""
        grep -qF "\"status\": \"$2\"" body && return 0
        sleep 0.05
    done
    return 1
}

serve
[[ -n $port ]]
report "the address is printed" $? "$(cat url err)"
ask POST /api/v1/runs "" '{"case": "pumps", "scenario": "ban", "draws": 16, "seed": 3, "set": {"parameters.psi": 0.5}}'
has "a run is accepted" "HTTP/1.1 202" answer
await 1 "done"
report "and done" $? "$(cat answer)"
ask GET /api/v1/runs/1/summary.json "" ""
"$lodestone" run cases/pumps --scenario ban --draws 16 --seed 3 --set parameters.psi=0.5 --json >alone.json
same "its summary is that of the command line" alone.json body
ask POST /api/v1/runs "" '{"case": "long", "draws": 1000}'
await 2 running
report "another runs" $? "$(cat answer)"
kill -TERM "$pid"
wait "$pid"
report "SIGTERM ends the server with status 0" $? "$(cat err)"
has "and says what it cancelled" "stopped; 1 run cancelled" err

export LODESTONE_TOKEN=secret
serve
unset LODESTONE_TOKEN
ask GET / "" ""
has "the environment gives a token" "HTTP/1.1 401" answer
ask GET '/?token=secret' "" ""
has "which opens the page" "HTTP/1.1 200" answer
status 1 "a port that is taken" "$lodestone" serve cases --port "$port"
has "is said" "cannot listen at 127.0.0.1, port $port" err
kill -INT "$pid"
kill -TERM "$pid" # SIGINT is ignored where job control is off
wait "$pid"
report "a second server ends, too" $? "$(cat err)"

status 1 "other machines without a token" "$lodestone" serve cases --bind 0.0.0.0 --port 0
has "is said" "needs a token" err
status 1 "no such folder" "$lodestone" serve nowhere --port 0
has "is said" "cannot open the folder 'nowhere'" err
status 1 "a case instead of a folder of cases" "$lodestone" serve cases/pumps --port 0
has "is said" "name the folder that cases are in" err
status 2 "no port" "$lodestone" serve cases --port 70000

echo "1..$n"
