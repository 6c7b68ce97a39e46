package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/config"
	"github.com/ariapp/ariapp/internal/records"
)

func cdrCommand(s streams) *cobra.Command {
	command := &cobra.Command{
		Use:   "cdr",
		Short: "Shows the records of calls: who called whom, when, how long, and what came of it",
		Long: "Reads the call detail records that the daemon keeps, from the database that the file names. The daemon\n" +
			"need not run.",
		Example: "  ariapp cdr list --from 24h\n" +
			"  ariapp cdr list --from 2026-03-01 --to 2026-04-01 --output csv > march.csv\n" +
			"  ariapp cdr show 1764154800.42",
	}
	file := command.PersistentFlags().StringP("config", "c", defaultFile, "the `file` that says where the records are")
	command.AddCommand(listCDRs(s, file), showCDR(s, file))
	return command
}

// errNoRecords tells that a file wants none.
var errNoRecords = errors.New("the file wants no records (records: none)")

// withRecords reads the records of a file. What else is wrong with the file does not matter.
func withRecords(file string, read func(*records.Reader) error) (err error) {
	doc, _, err := source.Load(file)
	if err != nil {
		return unreadableError{err}
	}
	outer, _ := config.Read(doc, os.LookupEnv)
	folder, dsn := outer.RecordsPlace(filepath.Dir(file), os.LookupEnv)
	if folder == "" {
		return errNoRecords
	}
	reader, err := records.OpenReader(records.DSN(dsn), folder)
	if err != nil {
		return err
	}
	defer func() { err = firstOf(err, reader.Close()) }()
	return read(reader)
}

// wrongOutput refuses an --output that there is not.
func wrongOutput(output, known string) error { return usagef("--output %q: use %s", output, known) }

// legOf names a row that is a leg's, "" for a call's.
func legOf(row records.Row) string {
	if row.Party == 0 {
		return ""
	}
	return fmt.Sprint("leg ", row.Party)
}
