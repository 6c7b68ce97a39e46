package premium

import (
	"flag"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows/digits"
)

var update = flag.Bool("update", false, "write the page anew")

func matches(patterns []digits.Pattern, number string) bool {
	return slices.ContainsFunc(patterns, func(p digits.Pattern) bool { return p.Match(number) })
}

func of(t *testing.T, code string) []digits.Pattern {
	t.Helper()
	patterns, known := Of(code)
	if !known {
		t.Fatalf("there is no %s", code)
	}
	return patterns
}

// Law: every pattern of every country can be read, and each country is there once, under a code and a calling code of its own.
func TestTheTableIsSound(t *testing.T) {
	codes, callings := map[string]bool{}, map[string]bool{}
	patterns := 0
	for _, one := range Countries() {
		if codes[one.Code] || callings[one.Calling] || !regexp.MustCompile(`^[A-Z]{2}$`).MatchString(one.Code) || !regexp.MustCompile(`^[1-9][0-9]{0,2}$`).MatchString(one.Calling) {
			t.Errorf("%+v is wrong, or is there twice", one)
		}
		codes[one.Code], callings[one.Calling] = true, true
		for _, text := range slices.Concat(one.abroad(), one.within()) {
			if _, err := digits.Parse(text); err != nil {
				t.Error(err)
			}
			patterns++
		}
		if got := len(of(t, one.Code)); got != 2*len(one.Dear)+len(one.Home) || len(one.Dear) == 0 {
			t.Errorf("%s has %d patterns", one.Code, got)
		}
	}
	if len(Codes()) != len(codes) || !slices.IsSorted(Codes()) || patterns < 200 {
		t.Errorf("there are %d patterns of %v", patterns, Codes())
	}
	if _, known := Of("XX"); known {
		t.Error("there is a country XX")
	}
}

// Law: what is dear is taken for it, from abroad always, within a country where that country is named.
func TestDearNumbers(t *testing.T) {
	for _, c := range []struct{ code, abroad, within string }{
		{"DE", "+499001234567", "09001234567"}, {"DE", "+491371234567", "01371234567"}, {"AT", "+43930123456", "0930123456"},
		{"CH", "+41901123456", "0901123456"}, {"NL", "+319061234", "09061234"}, {"BE", "+3290212345", "090212345"}, {"FR", "+33899123456", "0899123456"},
		{"GB", "+449098790000", "09098790000"}, {"GB", "+448712345678", "08712345678"}, {"GB", "+447012345678", "07012345678"},
		{"IE", "+3531550123456", "1550123456"}, {"IT", "+39899123456", "899123456"}, {"ES", "+34803123456", "803123456"}, {"PT", "+351760123456", "760123456"},
		{"DK", "+4590123456", "90123456"}, {"NO", "+4782012345", "82012345"}, {"SE", "+469391234567", "09391234567"}, {"FI", "+358600123456", "0600123456"},
		{"PL", "+48701234567", "701234567"}, {"CZ", "+420906123456", "906123456"}, {"HU", "+3690123456", "0690123456"}, {"HR", "+38560123456", "060123456"},
		{"US", "+19005551234", "19005551234"}, {"US", "+12129761234", "12129761234"}, {"AU", "+611900123456", "1900123456"}, {"NZ", "+6490012345", "090012345"},
		{"JP", "+81990123456", "0990123456"}, {"ZA", "+27862123456", "0862123456"}, {"BR", "+559001234567", "09001234567"}, {"IL", "+9721900123456", "1900123456"},
	} {
		if !matches(Usual(), c.abroad) || !matches(of(t, c.code), c.abroad) || !matches(of(t, c.code), c.within) {
			t.Errorf("%s: %s or %s is not taken for dear", c.code, c.abroad, c.within)
		}
	}
	for _, number := range []string{"0900123456", "00900123456", "9001234567", "+979123456789", "+88213000000", "+870773123456", "+881612345678"} {
		if !matches(Usual(), number) {
			t.Errorf("%s is not taken for dear", number)
		}
	}
	for code, number := range map[string]string{"DE": "11833", "FR": "118218", "GB": "118118", "CH": "1811", "US": "411"} {
		if !matches(of(t, code), number) || matches(Usual(), number) {
			t.Errorf("%s within %s is not dear, or is dear everywhere", number, code)
		}
	}
}

// Law: emergency numbers and ordinary numbers are dear nowhere, however a country's list is put together.
func TestOrdinaryNumbers(t *testing.T) {
	emergency := []string{"112", "911", "999", "000", "100", "101", "102", "103", "104", "107", "108", "110", "111", "113", "114", "115", "116", "116117", "116123", "117", "118",
		"119", "120", "122", "123", "133", "140", "143", "144", "147", "155", "158", "190", "191", "192", "193", "194", "995", "997", "998", "1122", "1515", "1530"}
	for _, code := range Codes() {
		patterns := append(of(t, code), Usual()...)
		for _, number := range emergency {
			if matches(patterns, number) {
				t.Errorf("%s is taken for dear in %s", number, code)
			}
		}
	}
	usual := Usual()
	for _, number := range []string{"+442071234567", "+447911123456", "+447624123456", "+4930123456", "+498912345678", "+4915112345678", "+33142685300", "+33612345678", "+390612345678",
		"+393331234567", "+41441234567", "+41791234567", "+4315551234", "+3225551234", "+32470123456", "+31201234567", "+31612345678", "+358912345678", "+358401234567",
		"+35315551234", "+353861234567", "+34912345678", "+34612345678", "+351212345678", "+4532123456", "+4722123456", "+4681234567", "+48221234567", "+48501234567",
		"+420224123456", "+420601123456", "+421901123456", "+3612345678", "+40211234567", "+359888123456", "+385911234567", "+38591234567", "+74951234567", "+905321234567", "+902121234567",
		"+380441234567", "+12125551234", "+18005551234", "+61212345678", "+61412345678", "+6491234567", "+64211234567", "+81312345678", "+819012345678", "+8613976112345",
		"+85290012345", "+27111234567", "+2348031234567", "+2349031234567", "+5511912345678", "+97221234567", "+989121234567", "+59899123456", "+59894123456",
		"08912345678", "02071234567", "0301234567", "0912345678", "13897612345", "0612345678", "900", "1900", "+11"} {
		if matches(usual, number) {
			t.Errorf("%s is taken for dear", number)
		}
	}
}

// Law: docs/premium-lines.md has the table; -update writes it.
func TestPage(t *testing.T) {
	const path = "../../../docs/premium-lines.md"
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- countries -->\n\n", "\n<!-- end of countries -->\n"
	before, rest, found := strings.Cut(string(page), begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatal("the page has no place for the countries")
	}
	want := before + begin + Table() + end + after
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
	} else if want != string(page) {
		t.Error("the page is not what the table says; go test ./internal/outbound/premium -run Page -update writes it")
	}
}
