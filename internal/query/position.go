package query

import (
	"gorm.io/gorm"
)

// Reached asks a server whether it has replayed its primary's log (WAL) up to a
// position, or is no standby: PostgreSQL's manual, 9.27.4.
const Reached = "SELECT NOT pg_is_in_recovery() OR coalesce(pg_last_wal_replay_lsn() >= $1::pg_lsn, false)"

// written is behind everything that has been committed. What was written to the log
// would not do: an asynchronous commit is acknowledged before it is.
const written = "SELECT pg_current_wal_insert_lsn()::text"

// Logged reports databases whose log has positions.
func Logged(db *gorm.DB) bool { return db.Name() == Postgres }

// Position is where the log of a primary ends, as PostgreSQL spells it (pg_lsn). A
// standby answers an error.
func Position(db *gorm.DB) (position string, err error) {
	err = db.Raw(written).Scan(&position).Error
	return position, err
}
