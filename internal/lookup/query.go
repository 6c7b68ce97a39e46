package lookup

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync/atomic"
	"time"
)

// sqlTable is a table in a database.
type sqlTable struct {
	dsn       DSN
	database  *sql.DB
	query     string
	timeout   time.Duration
	normalise func(string) string
	// statement is the prepared query, nil before the first lookup and after a failed one.
	statement atomic.Pointer[sql.Stmt]
}

// newSQLTable makes a table in a database, which tables of the same DSN share; nil when its options are wrong.
func (t *Tables) newSQLTable(from SQL, normalise func(string) string, folder string) (*sqlTable, []Problem) {
	var wrong []Problem
	refuse := func(field, message string) { wrong = append(wrong, Problem{Field: field, Message: message}) }
	if from.Timeout < 0 || from.Timeout > TimeoutMax {
		refuse("timeout", fmt.Sprintf("%s is not between 0s and %s", from.Timeout, TimeoutMax))
	}
	if from.Connections < 0 || from.Connections > ConnectionsMax {
		refuse("connections", fmt.Sprintf("%d is not between 0 and %d", from.Connections, ConnectionsMax))
	}
	if complaint := checkQuery(from.DSN, from.Query); complaint != "" {
		refuse("query", complaint)
	}
	connector, err := from.DSN.connector(folder)
	if err != nil {
		refuse("dsn", err.Error())
	}
	if len(wrong) > 0 {
		return nil, wrong
	}
	if from.Timeout == 0 {
		from.Timeout = DefaultTimeout
	}
	if from.Connections == 0 {
		from.Connections = DefaultConnections
	}
	database := t.databases[from.DSN]
	if database == nil {
		database = sql.OpenDB(connector)
		database.SetConnMaxIdleTime(idleTime)
		database.SetConnMaxLifetime(lifeTime)
		t.databases[from.DSN] = database
	}
	if most := database.Stats().MaxOpenConnections; from.Connections > most {
		database.SetMaxOpenConns(from.Connections)
		database.SetMaxIdleConns(from.Connections)
	}
	return &sqlTable{dsn: from.DSN, database: database, query: from.Query, timeout: from.Timeout,
		normalise: normalise}, nil
}

// quoted are the parts of a query in which a ? is no parameter.
var quoted = regexp.MustCompile("'[^']*'|\"[^\"]*\"|`[^`]*`|--[^\n]*")

// checkQuery says what is wrong with a query, "" for nothing that can be seen from here.
func checkQuery(dsn DSN, query string) string {
	bare := quoted.ReplaceAllString(query, "")
	switch {
	case strings.TrimSpace(query) == "":
		return "there is none"
	case dsn.postgres() && (!strings.Contains(bare, "$1") || strings.Contains(bare, "$2")):
		return "want one parameter, the key, written $1"
	case !dsn.postgres() && strings.Count(bare, "?") != 1:
		return "want one parameter, the key, written ?"
	}
	return ""
}

func (s *sqlTable) lookup(ctx context.Context, key string) (map[string]any, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	row, err := s.first(ctx, s.normalise(key))
	if err != nil {
		if cause := context.Cause(ctx); cause != nil && !errors.Is(err, cause) {
			err = fmt.Errorf("%w: %w", cause, err)
		}
		return nil, false, fmt.Errorf("asking %s: %w", s.dsn, err)
	}
	return row, row != nil, nil
}

// first is the first row of the query, nil when there is none.
func (s *sqlTable) first(ctx context.Context, key string) (row map[string]any, err error) {
	found, outdated, err := s.ask(ctx, key)
	if outdated && ctx.Err() == nil {
		found, _, err = s.ask(ctx, key)
	}
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, found.Close()) }()
	if !found.Next() {
		return nil, found.Err()
	}
	return scan(found)
}

// ask sends the prepared query. When that fails the statement is thrown away, as the tables it is about may
// have changed; outdated tells that another lookup has done so meanwhile, which may be why it failed.
func (s *sqlTable) ask(ctx context.Context, key string) (found *sql.Rows, outdated bool, err error) {
	statement := s.statement.Load()
	if statement == nil {
		if statement, err = s.database.PrepareContext(ctx, s.query); err != nil {
			return nil, false, err
		}
		if !s.statement.CompareAndSwap(nil, statement) { // another was faster: theirs stays, ours serves once
			defer func() { _ = statement.Close() }() // it is of no use any more
		}
	}
	found, err = statement.QueryContext(ctx, key)
	if err == nil {
		return found, false, nil
	}
	if !s.statement.CompareAndSwap(statement, nil) {
		return nil, true, err
	}
	_ = statement.Close() // it is of no use any more
	return nil, false, err
}

// scan is one row of a database in the values that flows know.
func scan(from *sql.Rows) (map[string]any, error) {
	columns, err := from.ColumnTypes()
	if err != nil {
		return nil, err
	}
	if len(columns) > ColumnsMax {
		return nil, fmt.Errorf("%d columns, at most %d", len(columns), ColumnsMax)
	}
	cells, places := make([]any, len(columns)), make([]any, len(columns))
	for i := range cells {
		places[i] = &cells[i]
	}
	if err := from.Scan(places...); err != nil {
		return nil, err
	}
	row := make(map[string]any, len(columns))
	for i, column := range columns {
		if _, twice := row[column.Name()]; twice {
			return nil, fmt.Errorf("two columns are called %s", column.Name())
		}
		cell := value(cells[i], column.DatabaseTypeName())
		if text, ok := cell.(string); ok && len(text) > CellMax {
			return nil, fmt.Errorf("%s has %d bytes, at most %d", column.Name(), len(text), CellMax)
		}
		row[column.Name()] = cell
	}
	return row, nil
}

// value is a database's value as text, number, truth or nil.
func value(cell any, kind string) any {
	switch cell := cell.(type) {
	case nil, bool, string, float64:
		return cell
	case int64:
		if strings.HasPrefix(strings.ToUpper(kind), "BOOL") { // sqlite has no truth of its own
			return cell != 0
		}
		return int(cell)
	case float32:
		return float64(cell)
	case []byte:
		return string(cell)
	case time.Time:
		switch {
		case cell.IsZero():
			return nil
		case strings.EqualFold(kind, "DATE"):
			return cell.Format(time.DateOnly)
		}
		return cell.Format(time.RFC3339)
	}
	return fmt.Sprint(cell)
}
