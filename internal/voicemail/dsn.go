package voicemail

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// isPostgres tells whether a DSN names a database of PostgreSQL.
func isPostgres(dsn string) bool {
	return strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://")
}

// opener is what opens the index in a database of PostgreSQL, or for any other
// DSN in a file of SQLite. Its errors never show the DSN.
func opener(dsn, path string) (func(context.Context) (index, error), error) {
	if !isPostgres(dsn) {
		return func(ctx context.Context) (index, error) { return openSQLite(ctx, path) }, nil
	}
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, errors.New("want postgres://user:password@host:port/database?sslmode=…")
	}
	return func(ctx context.Context) (index, error) {
		return settled(ctx, sql.OpenDB(stdlib.GetConnector(*config)), true)
	}, nil
}

// openIndex opens the index.
func openIndex(ctx context.Context, dsn, path string) (index, error) {
	open, err := opener(dsn, path)
	if err != nil {
		return nil, err
	}
	return open(ctx)
}

// settled is the index in a database, which is closed when it cannot be one.
func settled(ctx context.Context, db *sql.DB, numbered bool) (index, error) {
	opened, err := openDatabase(ctx, db, numbered)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return opened, nil
}
