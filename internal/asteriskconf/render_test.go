package asteriskconf_test

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/internal/asteriskconf"
)

var update = flag.Bool("update", false, "write the golden files anew")

func otherOptions() asteriskconf.Options {
	return asteriskconf.Options{
		App: "front-desk", User: "line.1", Password: "p@ss word=>#1",
		HTTPBind: netip.MustParseAddrPort("[::1]:18088"),
		SIPBind:  netip.MustParseAddrPort("[::1]:15060"),
		Context:  "from_outside", TrunkHost: "192.0.2.7", TrunkPort: 5070,
	}
}

// Law: what is printed changes only when somebody looked at the change.
func TestRenderGolden(t *testing.T) {
	cases := map[string]asteriskconf.Options{
		"default": asteriskconf.DefaultOptions(),
		"other":   otherOptions(),
	}
	for name, options := range cases {
		for _, file := range asteriskconf.Files() {
			t.Run(name+"/"+file, func(t *testing.T) {
				got, err := asteriskconf.Render(file, options)
				if err != nil {
					t.Fatal(err)
				}
				golden := filepath.Join("testdata", name, file)
				if *update {
					if err := os.MkdirAll(filepath.Dir(golden), 0o755); err != nil {
						t.Fatal(err)
					}
					if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(golden)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(string(want), got); diff != "" {
					t.Errorf("%s differs from %s (-want +got):\n%s", file, golden, diff)
				}
			})
		}
	}
}

// Law: only ari.conf holds the password.
func TestPasswordStandsInOneFile(t *testing.T) {
	options := otherOptions()
	for _, file := range asteriskconf.Files() {
		text, err := asteriskconf.Render(file, options)
		if err != nil {
			t.Fatal(err)
		}
		holds := strings.Contains(text, options.Password.Plain())
		if want := file == "ari.conf"; holds != want {
			t.Errorf("%s holds the password: %v, want %v", file, holds, want)
		}
	}
}

// Law: a password never shows by printing, whatever the verb.
func TestPasswordPrintsAsStars(t *testing.T) {
	options := otherOptions()
	encoded, err := json.Marshal(options)
	if err != nil {
		t.Fatal(err)
	}
	for _, printed := range []string{
		fmt.Sprint(options), fmt.Sprintf("%+v", options), fmt.Sprintf("%#v", options),
		fmt.Sprintf("%q", options.Password), string(encoded),
	} {
		if strings.Contains(printed, options.Password.Plain()) {
			t.Errorf("the password shows in %s", printed)
		}
	}
}

// Law: a value that could break out of its line is refused.
func TestRefusedValues(t *testing.T) {
	change := map[string]func(*asteriskconf.Options){
		"comma in the application":    func(o *asteriskconf.Options) { o.App = "ivr,evil" },
		"closing bracket in the app":  func(o *asteriskconf.Options) { o.App = "ivr)" },
		"empty application":           func(o *asteriskconf.Options) { o.App = "" },
		"bracket in the user":         func(o *asteriskconf.Options) { o.User = "a]b" },
		"newline in the context":      func(o *asteriskconf.Options) { o.Context = "a\nb" },
		"newline in the password":     func(o *asteriskconf.Options) { o.Password = "a\nb" },
		"semicolon in the password":   func(o *asteriskconf.Options) { o.Password = "a;b" },
		"backslash in the password":   func(o *asteriskconf.Options) { o.Password = `a\b` },
		"blank before the password":   func(o *asteriskconf.Options) { o.Password = " a" },
		"arrow before the password":   func(o *asteriskconf.Options) { o.Password = ">a" },
		"empty password":              func(o *asteriskconf.Options) { o.Password = "" },
		"no HTTP address":             func(o *asteriskconf.Options) { o.HTTPBind = netip.AddrPort{} },
		"SIP port 0":                  func(o *asteriskconf.Options) { o.SIPBind = netip.AddrPortFrom(o.SIPBind.Addr(), 0) },
		"newline in the trunk's host": func(o *asteriskconf.Options) { o.TrunkHost = "a\nb" },
		"trunk port 0":                func(o *asteriskconf.Options) { o.TrunkPort = 0 },
	}
	for name, spoil := range change {
		t.Run(name, func(t *testing.T) {
			options := otherOptions()
			spoil(&options)
			for _, file := range asteriskconf.Files() {
				text, err := asteriskconf.Render(file, options)
				if !errors.Is(err, asteriskconf.ErrInvalidOption) {
					t.Errorf("Render(%s) = %q, %v; want ErrInvalidOption", file, text, err)
				}
			}
		})
	}
}

// Law: a name that is not ours is an error that lists ours.
func TestUnknownFile(t *testing.T) {
	_, err := asteriskconf.Render("sip.conf", asteriskconf.DefaultOptions())
	if !errors.Is(err, asteriskconf.ErrUnknownFile) || !strings.Contains(err.Error(), "pjsip.conf") {
		t.Errorf("Render(sip.conf) = %v; want ErrUnknownFile naming pjsip.conf", err)
	}
}
