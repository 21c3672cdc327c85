// Command example serves articles and categories with crudfactory.
//
// It needs nothing: by default it fills an SQLite database in memory. The
// environment changes that:
//
//	ADDR          where to listen (127.0.0.1:8080)
//	DATABASE_URL  postgres://… or the path of an SQLite file
//	SEED_ROWS     how many articles an empty database gets (1000)
//	DRAIN         how long it goes on after a signal, saying that it is not ready (0s)
//	CURSOR_KEY    at least 32 bytes that sign cursors
//	EXPLORER      write: the pages at /explorer create, edit and delete (read);
//	              html: browsers are answered with pages at /articles too
package main
