//go:build postgres

package lookup_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/internal/lookup"
)

// Law: whatever type a column has, a flow sees it in the same form, whichever zone, style of dates and order of days
// the server has by default.
func TestPostgresValues(t *testing.T) {
	local := func(at string) string {
		parsed, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		return parsed.Local().Format(time.RFC3339)
	}
	values := map[string]any{
		`NULL::int`: nil, `true`: true, `1::smallint`: 1, `-2::bigint`: -2, `4294967295::oid`: 4294967295,
		`'12'::xid`: 12, `1.5::real`: 1.5, `1e300::float8`: 1e300, `'NaN'::numeric`: "NaN", `0.10::numeric`: "0.10",
		`'a'::text`: "a", `'a'::char(3)`: "a  ", `'a'::"char"`: "a", `'a'::name`: "a", `''::text`: "",
		`'\x00ff'::bytea`: "\x00\xff", `'{"b": [1, 2]}'::json`: `{"b": [1, 2]}`, `'{"b":1}'::jsonb`: `{"b": 1}`,
		`'<a/>'::xml`: "<a/>", `ARRAY[1, 2]`: "{1,2}", `ARRAY['a b', NULL]`: `{"a b",NULL}`, `int4range(1, 3)`: "[1,3)",
		`'6f9619ff-8b86-d011-b42d-00cf4fc964ff'::uuid`: "6f9619ff-8b86-d011-b42d-00cf4fc964ff",
		`'1 day 02:03'::interval`:                      "1 day 02:03:00", `'12.30'::money`: "$12.30", `'10.0.0.1'::inet`: "10.0.0.1",
		`B'101'`: "101", `'2026-01-31'::date`: "2026-01-31", `'infinity'::date`: "infinity", `'-infinity'::date`: "-infinity",
		`'12026-01-31'::date`: "12026-01-31", `'10:30'::time`: "10:30:00", `'10:30:00.25'::time`: "10:30:00.25",
		`'24:00'::time`: "24:00:00", `'10:30+02'::timetz`: "10:30:00+02", `'10:30:01.5-03:30'::timetz`: "10:30:01.5-03:30",
		`'24:00+01:02:03'::timetz`:              "24:00:00+01:02:03",
		`'2026-07-01 03:04:05.6'::timestamp`:    "2026-07-01T03:04:05Z",
		`'infinity'::timestamp`:                 "infinity",
		`'2026-07-01 03:04:05+02'::timestamptz`: local("2026-07-01T01:04:05Z"),
		`'2026-07-01 03:04:05Z'::timestamptz`:   local("2026-07-01T03:04:05Z"),
		`'1850-07-01 03:04:05Z'::timestamptz`:   local("1850-07-01T03:04:05Z"),
		`'-infinity'::timestamptz`:              "-infinity",
	}
	dsn, _ := crm(t)
	for _, defaults := range []string{"", "&TimeZone=Asia/Kolkata", "&options=-c%20TimeZone%3DAmerica/St_Johns", "&options=-c%20datestyle%3DGerman,DMY"} {
		for expression, want := range values {
			all, problems := made(t, "", people(dsn+lookup.DSN(defaults), "SELECT "+expression+" AS v WHERE $1 <> ''"))
			row, found, err := all.Lookup(t.Context(), "people", "1")
			if err := all.Close(); err != nil {
				t.Error(err)
			}
			if diff := cmp.Diff(want, row["v"]); diff != "" || !found || err != nil || problems != nil {
				t.Errorf("%s %s: %t, %v, %v (-want +got)\n%s", expression, defaults, found, err, problems, diff)
			}
		}
	}
	table := people(dsn+"&options=-c%20datestyle%3DGerman,DMY", "SELECT $1::date AS v")
	table.Normalise = ""
	all, _ := made(t, "", table)
	if row, _, err := all.Lookup(t.Context(), "people", "05.06.1990"); row["v"] != "1990-06-05" || err != nil {
		t.Errorf("days come first here: %v, %v", row, err)
	}
}
