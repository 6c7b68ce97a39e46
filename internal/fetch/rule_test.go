package fetch

import (
	"strings"
	"testing"
)

// Law: every form of an entry is read, and written back in one spelling.
func TestParseRule(t *testing.T) {
	for _, row := range []struct{ text, want string }{
		{"crm.example.com", "crm.example.com"},
		{"CRM.Example.com.", "crm.example.com"},
		{"crm", "crm"},
		{"my_host:8080", "my_host:8080"},
		{"*.example.com", "*.example.com"},
		{"*.example.com:443", "*.example.com:443"},
		{"*", "*"},
		{"*:443", "*:443"},
		{"192.0.2.7", "192.0.2.7"},
		{"192.0.2.7:80", "192.0.2.7:80"},
		{"::ffff:192.0.2.7", "192.0.2.7"},
		{"2001:DB8::1", "2001:db8::1"},
		{"[2001:db8::1]", "2001:db8::1"},
		{"[2001:db8::1]:8443", "[2001:db8::1]:8443"},
		{"10.1.2.3/8", "10.0.0.0/8"},
		{"fd00::/8", "fd00::/8"},
		{"xn--bcher-kva.example", "xn--bcher-kva.example"},
	} {
		rule, err := ParseRule(row.text)
		if err != nil || rule.String() != row.want {
			t.Errorf("ParseRule(%q) = %v, %v; want %s", row.text, rule, err, row.want)
		}
	}
}

// Law: an entry that cannot be meant is refused, and the error says what would be accepted.
func TestParseRuleRefuses(t *testing.T) {
	for _, row := range []struct{ text, want string }{
		{"", "a host's name has 1 to 253 letters"},
		{" crm.example", "a host's name has letters, digits"},
		{"https://crm.example", "without http:// or https://"},
		{"crm.example/path", "no network of the form address/bits"},
		{"10.0.0.0/33", "no network of the form address/bits"},
		{"0.0.0.0/0", "at least 8 bits"},
		{"::/0", "at least 8 bits"},
		{"::ffff:10.0.0.0/104", "a network of IPv4 is written as one"},
		{"crm.*.example", "a host's name has letters, digits"},
		{"*crm.example", "a host's name has letters, digits"},
		{"*.192.0.2.7", "an address has no *"},
		{"*.", "a host's name has 1 to 253 letters"},
		{"-1", "it is no host's name"},
		{"True", "it is no host's name"},
		{"crm..example", "between the dots of a host's name"},
		{"crm.example:0", "a port is a number from 1 to 65535"},
		{"crm.example:080", "a port is a number from 1 to 65535"},
		{"crm.example:", "a port is a number from 1 to 65535"},
		{"crm.example:http", "a port is a number from 1 to 65535"},
		{"[192.0.2.7]", "brackets stand around an address of IPv6"},
		{"[2001:db8::1", "brackets stand around an address of IPv6"},
		{"[2001:db8::1]8080", "behind the bracket stands :port or nothing"},
		{"fe80::1%eth0", "an address with a zone is no host"},
		{"127.1", "an address is written as four numbers"},
		{"2130706433", "an address is written as four numbers"},
		{"0x7f.0.0.1", "an address is written as four numbers"},
		{"0x7f000001", "an address is written as four numbers"},
		{"0177.0.0.1", "an address is written as four numbers"},
		{"bücher.example", "others are written as xn--"},
		{strings.Repeat("a", 64) + ".example", "1 to 63 letters"},
		{strings.Repeat("a.", 128), "1 to 253 letters"},
	} {
		rule, err := ParseRule(row.text)
		switch {
		case err == nil:
			t.Errorf("ParseRule(%q) = %v, want an error", row.text, rule)
		case !strings.Contains(err.Error(), row.want):
			t.Errorf("ParseRule(%q): %v; want %q", row.text, err, row.want)
		case !strings.Contains(err.Error(), "accepted are crm.example.com"):
			t.Errorf("ParseRule(%q): %v; want what is accepted", row.text, err)
		}
	}
}

// Law: what is read is written so that it is read as the same, and only who writes localhost means it.
func FuzzParseRule(f *testing.F) {
	for _, text := range []string{"crm.example:1", "*", "*.a:2", "10.0.0.0/8", "[::1]:3", "::ffff:1.2.3.4", "0x1", "1.2", "[", "*:", "a.b/8"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		rule, err := ParseRule(text)
		if err != nil {
			return
		}
		again, err := ParseRule(rule.String())
		if err != nil || again != rule {
			t.Fatalf("%q is read as %v, which is read as %v, %v", text, rule, again, err)
		}
		if local := (target{name: "localhost", port: 80}); rule.names(local) && !strings.Contains(rule.String(), "localhost") {
			t.Fatalf("%q names %v", text, local)
		}
	})
}

// Law: whatever the spelling of a URL's host, without a list it leads to no
// special address, and its one spelling leads to the same place.
func FuzzURLHost(f *testing.F) {
	for _, host := range []string{"crm.example", "CRM.example.:80", "127.0.0.1", "127.1", "0", "[::]", "[::ffff:127.0.0.1]", "[fe80::1%25eth0]", "①②⑦.⓪.⓪.①", "127。0。0。1", "0x7f.1", "[64:ff9b::7f00:1]", "localhost", "a@b", "%31%32%37.1"} {
		f.Add(host)
	}
	f.Fuzz(func(t *testing.T, host string) {
		u, err := readURL("http://" + host + "/")
		if err != nil {
			return
		}
		settled, first, err := settle(u)
		if err != nil {
			return
		}
		again, err := readURL(settled.String())
		if err != nil {
			t.Fatalf("%q is written as %q: %v", host, settled, err)
		}
		if _, second, err := settle(again); err != nil || second != first {
			t.Fatalf("%q leads to %v, then to %v, %v", host, first, second, err)
		}
		if first.addr.IsValid() && special(first.addr) != "" && (policy{}).host(first) == nil {
			t.Fatalf("%q leads to %v and is allowed", host, first)
		}
	})
}
