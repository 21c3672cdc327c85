# Owns one PgBouncer: starts it, and takes it away again once standard input
# ends, as guard.sh does with a cluster.
#
#   sh -c "$(cat pooler.sh)" guard PROGRAM ROOT
#
# ROOT is an existing folder that holds settings.conf. Says "ready" on standard
# output once the socket is there; anything else it says is why it is not.

program=$1
root=$2
PATH=${PATH:-}:/usr/bin:/bin

trap '' HUP INT TERM PIPE
cd / || exit 1

"$program" "$root/settings.conf" >"$root/pooler.log" 2>&1 </dev/null &
pooler=$!

await_socket() {
	tries=0
	while [ "$tries" -lt 600 ]; do
		[ -S "$root/.s.PGSQL.5432" ] && return 0
		tries=$((tries + 1))
		sleep 0.05
	done
	cat "$root/pooler.log"
	return 1
}

await_socket && echo ready && cat >/dev/null

kill -KILL "$pooler" 2>/dev/null
wait "$pooler" 2>/dev/null
rm -rf "$root"
