package records

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// schemaLock is the number of the lock under which the schema changes.
const schemaLock = "SELECT pg_advisory_xact_lock(7281950311)"

// idleTime is after how long an unused connection is closed, lifeTime after how long any.
const (
	idleTime = 5 * time.Minute
	lifeTime = time.Hour
)

func openPostgres(dsn DSN) (*database, error) {
	config, err := pgx.ParseConfig(string(dsn))
	if err != nil {
		return nil, errDSN // what the driver says may show the password
	}
	opened := sql.OpenDB(postgresConnector{stdlib.GetConnector(*config)})
	opened.SetMaxOpenConns(1)
	opened.SetConnMaxIdleTime(idleTime)
	opened.SetConnMaxLifetime(lifeTime)
	return &database{DB: opened, dialect: dialect{name: "postgres", stamp: "TIMESTAMPTZ", lock: schemaLock, numbered: true,
		refused: postgresRefuses, missing: postgresMisses}}, nil
}

// postgresConnector connects, with errors of one line: that of its last attempt.
type postgresConnector struct{ driver.Connector }

// Connect connects.
func (c postgresConnector) Connect(ctx context.Context) (driver.Conn, error) {
	opened, err := c.Connector.Connect(ctx)
	if err != nil && strings.Contains(err.Error(), "\n") {
		err = lastLine{err}
	}
	return opened, err
}

// lastLine is an error of several lines that shows its last one.
type lastLine struct{ error }

// Error is the last line.
func (l lastLine) Error() string {
	text := strings.TrimSpace(l.error.Error())
	return strings.TrimSpace(text[strings.LastIndexByte(text, '\n')+1:])
}

// Unwrap is all that went wrong.
func (l lastLine) Unwrap() error { return l.error }

// postgresRefuses tells errors about values and constraints: the classes 22 and 23.
func postgresRefuses(err error) bool {
	refusal := (*pgconn.PgError)(nil)
	return errors.As(err, &refusal) && (strings.HasPrefix(refusal.Code, "22") || strings.HasPrefix(refusal.Code, "23"))
}

// postgresMisses tells that there is no such table.
func postgresMisses(err error) bool {
	refusal := (*pgconn.PgError)(nil)
	return errors.As(err, &refusal) && refusal.Code == "42P01"
}
