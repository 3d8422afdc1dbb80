# Keeps a throw-away PostgreSQL for as long as standard input stays open, then stops and removes it.
# The parent holds the other end, so the server goes however the parent ends, also by a signal.
# Arguments: folder of the server programs, new folder for the cluster, port on 127.0.0.1.
# Says "ready" on standard output, or ends.
set -u
bin=$1 dir=$2 port=$3

# Ctrl-C reaches the whole group; the parent dies of it, and that is what ends the wait below.
trap '' HUP INT TERM

start() {
    "$bin/initdb" -D "$dir/data" -A trust -U masthead --encoding=UTF8 --locale=C --no-sync \
        </dev/null >"$dir/log" 2>&1 || return 1
    cat >>"$dir/data/postgresql.conf" <<EOF || return 1
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$dir'
max_connections = 200
fsync = off
synchronous_commit = off
full_page_writes = off
EOF
    "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w start </dev/null >>"$dir/log" 2>&1
}

# Refuses a folder that is there already, so nobody else can have prepared it.
mkdir -m 700 "$dir" && cd "$dir" || exit 1
if start; then
    echo ready
    read -r _
else
    tail -n 20 "$dir/log" >&2
fi
cd /
"$bin/pg_ctl" -D "$dir/data" -m immediate -w stop </dev/null >/dev/null 2>&1
rm -rf "$dir"
