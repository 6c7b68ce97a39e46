package lookup

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// connector connects to the database of a DSN, to read only. Its errors never show the DSN.
func (d DSN) connector(folder string) (driver.Connector, error) {
	switch {
	case d.postgres():
		config, err := pgx.ParseConfig(string(d))
		if err != nil {
			return nil, errors.New("want postgres://user:password@host:port/database?sslmode=…")
		}
		return readOnly{stdlib.GetConnector(*config), "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"}, nil
	case d.mysql():
		inner, err := mysqlConnector(string(d))
		if err != nil {
			return nil, err
		}
		return readOnly{inner, "SET SESSION TRANSACTION READ ONLY"}, nil
	case d.sqlite():
		path := strings.TrimPrefix(string(d), "sqlite:")
		if path == "" || strings.HasPrefix(path, "//") {
			return nil, errors.New("want sqlite:path")
		}
		if !filepath.IsAbs(path) {
			path = filepath.Join(folder, path)
		}
		return newSQLiteConnector(path)
	}
	return nil, errors.New("want postgres://…, mysql://… or sqlite:path")
}

func mysqlConnector(dsn string) (driver.Connector, error) {
	at, err := url.Parse(dsn)
	if err != nil || at.Path == "" || at.Path == "/" || at.Host == "" {
		return nil, errors.New("want mysql://user:password@host:port/database, with %-codes for what is special in a URL")
	}
	config := mysql.NewConfig()
	config.User, config.DBName = at.User.Username(), strings.TrimPrefix(at.Path, "/")
	config.Passwd, _ = at.User.Password()
	config.Net, config.Addr = "tcp", at.Host
	if at.Port() == "" {
		config.Addr = net.JoinHostPort(at.Hostname(), "3306")
	}
	config.ParseTime, config.Logger = true, &mysql.NopLogger{} // what it logs comes back as errors, too
	for name, values := range at.Query() {
		switch name {
		case "tls":
			config.TLSConfig = values[0]
		case "socket":
			config.Net, config.Addr = "unix", values[0]
		default:
			return nil, fmt.Errorf("there is no parameter %q; there are socket, tls", name)
		}
	}
	made, err := mysql.NewConnector(config)
	if err != nil {
		return nil, errors.New("want tls=true, tls=skip-verify or tls=preferred")
	}
	return made, nil
}

// readOnly makes each connection refuse to write, before anything else is asked of it.
type readOnly struct {
	driver.Connector
	statement string
}

// Connect connects and sends the statement.
func (r readOnly) Connect(ctx context.Context) (driver.Conn, error) {
	connection, err := r.Connector.Connect(ctx)
	if err != nil {
		return nil, inOneLine(err)
	}
	executor, ok := connection.(driver.ExecerContext)
	if !ok {
		err = errors.New("the driver executes nothing")
	} else {
		_, err = executor.ExecContext(ctx, r.statement, nil)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("making the connection read only: %w", err), connection.Close())
	}
	return connection, nil
}
