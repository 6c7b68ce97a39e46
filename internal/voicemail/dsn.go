package voicemail

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// openIndex opens the index in a database of PostgreSQL, or for any other DSN in
// a file of SQLite. Its errors never show the DSN.
func openIndex(ctx context.Context, dsn, path string) (index, error) {
	if !strings.HasPrefix(dsn, "postgres://") && !strings.HasPrefix(dsn, "postgresql://") {
		return openSQLite(ctx, path)
	}
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, errors.New("want postgres://user:password@host:port/database?sslmode=…")
	}
	return settled(ctx, sql.OpenDB(stdlib.GetConnector(*config)), true)
}

// settled is the index in a database, which is closed when it cannot be one.
func settled(ctx context.Context, db *sql.DB, numbered bool) (index, error) {
	opened, err := openDatabase(ctx, db, numbered)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return opened, nil
}
