package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/smtp"
	"time"
)

// Server takes letters.
type Server struct {
	// Address is host:port.
	Address string
	// Security is starttls, tls or none.
	Security string
	// Username and Password log in, "" for nobody.
	Username, Password string
	// Hello is what this machine calls itself, "" for localhost.
	Hello string
	// TLS are the rules for certificates; nil for the system's.
	TLS *tls.Config
	// Dial connects; nil for TCP.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// String tells the server without its password.
func (s Server) String() string { return s.Address }

// GoString tells the server without its password.
func (s Server) GoString() string { return s.Address }

// ErrPartly tells that the server has taken the letter, but not for all.
var ErrPartly = errors.New("the letter was not taken for all")

// Send gives a letter to a server.
func Send(ctx context.Context, s Server, letter Letter) error {
	text, err := Compose(letter)
	if err != nil {
		return err
	}
	from, to, err := letter.addresses()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	client, closing, err := s.connect(ctx)
	if err != nil {
		return fmt.Errorf("connecting to the mail server %s: %w", s.Address, err)
	}
	defer closing()
	if err := client.Mail(from.Address); err != nil {
		return fmt.Errorf("naming the sender: %w", err)
	}
	var refused []error
	for _, one := range to {
		if err := client.Rcpt(one.Address); err != nil {
			refused = append(refused, fmt.Errorf("naming the recipient %s: %w", one.Address, err))
		}
	}
	if len(refused) == len(to) {
		return errors.Join(refused...)
	}
	writer, err := client.Data()
	if err == nil {
		if _, err = writer.Write(text); err == nil {
			err = writer.Close()
		}
	}
	if err != nil {
		return fmt.Errorf("giving the letter: %w", err)
	}
	_ = client.Quit() // the letter is taken
	if len(refused) > 0 {
		return fmt.Errorf("%w: %w", ErrPartly, errors.Join(refused...))
	}
	return nil
}

// connect connects, and logs in.
func (s Server) connect(ctx context.Context) (client *smtp.Client, closing func(), err error) {
	host, _, err := net.SplitHostPort(s.Address)
	if err != nil {
		return nil, nil, err
	}
	dial := s.Dial
	if dial == nil {
		dial = (&net.Dialer{}).DialContext
	}
	conn, err := dial(ctx, "tcp", s.Address)
	if err != nil {
		return nil, nil, err
	}
	wire := conn
	release := context.AfterFunc(ctx, func() { _ = wire.SetDeadline(time.Now()) })
	hangUp := func() {
		release()
		_ = wire.Close()
	}
	defer func() {
		if err != nil {
			hangUp()
		}
	}()
	config := &tls.Config{}
	if s.TLS != nil {
		config = s.TLS.Clone()
	}
	config.ServerName, config.MinVersion = host, tls.VersionTLS12
	if s.Security == "tls" {
		conn = tls.Client(conn, config)
	}
	if client, err = smtp.NewClient(conn, host); err != nil {
		return nil, nil, err
	}
	if s.Hello != "" {
		if err = client.Hello(s.Hello); err != nil {
			return nil, nil, err
		}
	}
	if s.Security == "starttls" {
		if offered, _ := client.Extension("STARTTLS"); !offered {
			return nil, nil, errors.New("it offers no STARTTLS; use security: none only inside of one's own network")
		}
		if err = client.StartTLS(config); err != nil {
			return nil, nil, err
		}
	}
	if s.Username != "" {
		if err = client.Auth(smtp.PlainAuth("", s.Username, s.Password, host)); err != nil {
			return nil, nil, fmt.Errorf("logging in: %w", err)
		}
	}
	return client, hangUp, nil
}
