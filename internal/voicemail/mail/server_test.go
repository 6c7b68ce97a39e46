package mail

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// postOffice is a server at the other end of a pipe. refuses answers a verb with a line of its own; a verb in
// hangs is never answered, at one in drops the line goes dead.
type postOffice struct {
	certificate *tls.Certificate
	implicit    bool
	refuses     map[string]string
	hangs       string
	drops       string
	got         []string
	letter      string
	done        chan struct{}
}

func (o *postOffice) dial(context.Context, string, string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	o.done = make(chan struct{})
	go func() {
		defer close(o.done)
		defer func() { _ = theirs.Close() }()
		o.serve(theirs)
	}()
	return ours, nil
}

func (o *postOffice) serve(conn net.Conn) {
	if o.implicit {
		conn = tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{*o.certificate}})
	}
	lines := bufio.NewReader(conn)
	say := func(text string) { _, _ = conn.Write([]byte(text + "\r\n")) }
	say("220 here")
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		o.got = append(o.got, line)
		verb, _, _ := strings.Cut(line, " ")
		refusal, refused := o.refuses[verb]
		if own, whole := o.refuses[line]; whole {
			refusal, refused = own, true
		}
		switch {
		case verb == o.drops:
			return
		case verb == o.hangs:
			continue
		case refused:
			say(refusal)
			continue
		}
		switch verb {
		case "EHLO":
			say("250-here")
			if _, secure := conn.(*tls.Conn); o.certificate != nil && !secure {
				say("250-STARTTLS")
			}
			say("250 AUTH PLAIN")
		case "STARTTLS":
			say("220 go ahead")
			conn = tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{*o.certificate}})
			lines = bufio.NewReader(conn)
		case "AUTH":
			say("235 welcome")
		case "DATA":
			say("354 go on")
			o.letter = ""
			for line := ""; line != ".\r\n"; o.letter += line {
				if line, err = lines.ReadString('\n'); err != nil {
					return
				}
			}
			say("250 taken")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 fine")
		}
	}
}

// certificate is one for mail.example.com that only the test trusts.
func certificate(t *testing.T) (*tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Unix(0, 0), NotAfter: time.Date(2999, 1, 1, 0, 0, 0, 0, time.UTC),
		DNSNames: []string{"mail.example.com"}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

// Law: a letter is given over a line that nobody reads, with the password if there is one, or an error says why it was not.
func TestSend(t *testing.T) {
	own, pool := certificate(t)
	for name, c := range map[string]struct {
		office   postOffice
		server   Server
		want     string // of the error, "" for none
		password bool   // that it reached the server
	}{
		"in the clear":                    {server: Server{Security: "none"}},
		"with STARTTLS":                   {office: postOffice{certificate: own}, server: Server{Security: "starttls"}},
		"with TLS from the beginning":     {office: postOffice{certificate: own, implicit: true}, server: Server{Security: "tls"}},
		"logging in":                      {office: postOffice{certificate: own}, server: Server{Security: "starttls", Username: "u", Password: "p"}, password: true},
		"no password in the clear":        {server: Server{Security: "none", Username: "u", Password: "p"}, want: "logging in: unencrypted connection"},
		"no STARTTLS there":               {server: Server{Security: "starttls", Username: "u", Password: "p"}, want: "it offers no STARTTLS"},
		"a certificate that nobody knows": {office: postOffice{certificate: own}, server: Server{Security: "starttls", TLS: &tls.Config{}}, want: "certificate"},
		"another one's certificate":       {office: postOffice{certificate: own}, server: Server{Security: "starttls", Address: "other.example.com:25"}, want: "certificate is valid for mail.example.com"},
		"a wrong password":                {office: postOffice{certificate: own, refuses: map[string]string{"AUTH": "535 no"}}, server: Server{Security: "starttls", Username: "u", Password: "p"}, want: `logging in: 535 "no"`, password: true},
		"a sender that is refused":        {office: postOffice{refuses: map[string]string{"MAIL": "550 no"}}, server: Server{Security: "none"}, want: `naming the sender: 550 "no"`},
		"a recipient that is refused":     {office: postOffice{refuses: map[string]string{"RCPT": "550 no such user"}}, server: Server{Security: "none"}, want: `naming the recipient ann@example.com: 550 "no such user"`},
		"a full disk":                     {office: postOffice{refuses: map[string]string{"DATA": "452 full"}}, server: Server{Security: "none"}, want: `giving the letter: 452 "full"`},
		"a line that goes dead":           {office: postOffice{drops: "RCPT"}, server: Server{Security: "none"}, want: "naming the recipient ann@example.com: EOF"},
		"the end does not matter":         {office: postOffice{drops: "QUIT"}, server: Server{Security: "none"}},
	} {
		o := &c.office
		c.server.Dial = o.dial
		if c.server.Address == "" {
			c.server.Address = "mail.example.com:25"
		}
		if c.server.TLS == nil {
			c.server.TLS = &tls.Config{RootCAs: pool}
		}
		l := letter()
		err := Send(t.Context(), c.server, l)
		<-o.done
		if got := fmt.Sprint(err); (c.want == "") != (err == nil) || !strings.Contains(got, c.want) {
			t.Errorf("%s: %v, want %q\n%q", name, err, c.want, o.got)
		}
		if c.want == "" {
			_, subject, text, sound := read(t, []byte(strings.TrimSuffix(strings.ReplaceAll(o.letter, "\r\n..", "\r\n."), ".\r\n")))
			if subject != l.Subject || text != l.Body || len(sound) != len(l.Attachment) {
				t.Errorf("%s: %q %q, %d bytes", name, subject, text, len(sound))
			}
		}
		secret := "AUTH PLAIN " + base64.StdEncoding.EncodeToString([]byte("\x00u\x00p"))
		if reached := strings.Contains(strings.Join(o.got, "\n"), secret); reached != c.password {
			t.Errorf("%s: the password reached the server: %v\n%q", name, reached, o.got)
		}
	}
}

// Law: one address that the server refuses keeps the letter from nobody else.
func TestOneRecipientIsRefused(t *testing.T) {
	o := &postOffice{refuses: map[string]string{"RCPT TO:<ann@example.com>": "550 no such user"}}
	err := Send(t.Context(), Server{Address: "mail.example.com:25", Security: "none", Dial: o.dial}, letter())
	<-o.done
	if !errors.Is(err, ErrPartly) || !strings.Contains(err.Error(), "ann@example.com") || o.letter == "" {
		t.Errorf("%v, the letter has %d bytes", err, len(o.letter))
	}
}

// Law: a server that says nothing more is left when ctx ends, or after a while.
func TestAServerThatHangs(t *testing.T) {
	for name, within := range map[string]time.Duration{"by ctx": time.Second, "by itself": time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), within)
			defer cancel()
			o := &postOffice{hangs: "MAIL"}
			began := time.Now()
			err := Send(ctx, Server{Address: "mail.example.com:25", Security: "none", Dial: o.dial}, letter())
			<-o.done
			if took := time.Since(began); err == nil || took != min(within, sendTime) {
				t.Errorf("%s: %v after %v", name, err, took)
			}
		})
	}
}

// Law: what cannot be reached is an error, and no text shows the password.
func TestNoServer(t *testing.T) {
	s := Server{Address: "mail.example.com:25", Password: "hush", Dial: func(context.Context, string, string) (net.Conn, error) {
		return nil, errors.New("nobody there")
	}}
	if err := Send(t.Context(), s, letter()); err == nil || err.Error() != "connecting to the mail server mail.example.com:25: nobody there" {
		t.Error(err)
	}
	for _, text := range []string{fmt.Sprint(s), fmt.Sprintf("%+v", s), fmt.Sprintf("%#v", s), s.String()} {
		if strings.Contains(text, "hush") {
			t.Errorf("%q", text)
		}
	}
}

// Law: what is checked when the file is read is what letters are written with.
func TestCheckAddress(t *testing.T) {
	for address, fine := range map[string]bool{"a@example.com": true, "Ann Lee <a@example.com>": true, "": false, "ann": false,
		"a@example.com, b@example.com": false, "a@example.com\r\nBcc: b@example.com": false} {
		if err := CheckAddress(address); (err == nil) != fine {
			t.Errorf("%q: %v", address, err)
		}
	}
}
