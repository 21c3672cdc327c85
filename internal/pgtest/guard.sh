# Owns one throw-away PostgreSQL cluster: makes it, starts it, and takes it
# away again once standard input ends. The test binary holds the other end of
# that pipe and no other process does, so the end comes even when the binary
# was killed.
#
#   sh -c "$(cat guard.sh)" guard BINDIR ROOT [PRIMARY]
#
# ROOT is an existing folder that holds settings.conf. With PRIMARY, a connection
# string, the cluster is a hot standby of that server. Says "ready" on standard
# output once the server accepts connections; anything else it says is why
# there is no server. From then on each line of standard input is an order,
# "start fast", "stop immediate" or "promote fast", answered by "done", or by what went wrong and
# "failed".

bin=$1
root=$2
primary=${3-}
data=$root/data
PATH=${PATH:-}:/usr/bin:/bin # cat and rm, whatever the tests did to PATH

# A terminal's Ctrl-C, or a reader that has gone, must not end the guardian
# before its work is done.
trap '' HUP INT TERM PIPE

# The folder of the test binary may be closed to this user, and the cluster's
# own will be removed.
cd / || exit 1

# The C locale sorts by code point everywhere; a UTF-8 character type folds
# the case of letters beyond ASCII. Systems name that combination differently.
make_cluster() {
	for locale in '--locale=C.UTF-8' '--locale=C --lc-ctype=en_US.UTF-8' '--locale=C'; do
		# shellcheck disable=SC2086 # two words are two options
		"$bin/initdb" -D "$data" -U postgres -A trust --encoding=UTF8 --no-sync $locale \
			>"$root/initdb.log" 2>&1 </dev/null && return 0
	done
	cat "$root/initdb.log"
	return 1
}

# The copy brings the primary's settings along, behind which ours are appended.
copy_cluster() {
	"$bin/pg_basebackup" -d "$primary" -D "$data" --write-recovery-conf --wal-method=stream --checkpoint=fast --no-sync \
		>"$root/basebackup.log" 2>&1 </dev/null && return 0
	cat "$root/basebackup.log"
	return 1
}

make_data() {
	if [ -n "$primary" ]; then copy_cluster; else make_cluster; fi
}

start_server() {
	cat "$root/settings.conf" >>"$data/postgresql.conf" || return 1
	"$bin/pg_ctl" -D "$data" -l "$root/server.log" -w -t 60 start \
		>"$root/start.log" 2>&1 </dev/null && return 0
	cat "$root/start.log" "$root/server.log"
	return 1
}

obey() {
	while read -r order mode; do
		if "$bin/pg_ctl" -D "$data" -l "$root/server.log" -m "$mode" -w -t 60 "$order" \
			>"$root/order.log" 2>&1 </dev/null; then
			echo done
		else
			tail -n 20 "$root/order.log" "$root/server.log"
			echo failed
		fi
	done
}

make_data && start_server && echo ready && obey

# There is nothing to save: no checkpoint, no waiting for clients. A server that
# is frozen would not hear; one that was killed has left its file.
if [ -e "$data/postmaster.pid" ]; then
	kill -CONT "$(head -n 1 "$data/postmaster.pid")" 2>/dev/null
	"$bin/pg_ctl" -D "$data" -m immediate -w -t 60 stop >/dev/null 2>&1 </dev/null
fi
rm -rf "$root"
