package app

import (
	"crypto/tls"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"
)

// certificate is the server's, read anew when its file has changed.
type certificate struct {
	app       *App
	cert, key string

	mu      sync.Mutex
	present *tls.Certificate
	changed time.Time
	looked  time.Time
}

// secure has the server speak HTTPS if the file has a certificate.
func (a *App) secure() error {
	cfg := a.opts.File.Config.Server
	if cfg.TLSCert == "" {
		return nil
	}
	c := &certificate{app: a, cert: a.opts.File.Within(cfg.TLSCert), key: a.opts.File.Within(cfg.TLSKey)}
	if err := c.read(); err != nil {
		return fmt.Errorf("server.tls_cert: %w", err)
	}
	a.server.all.Secure(c.get)
	a.server.base = strings.Replace(a.server.base, "http://", "https://", 1)
	return nil
}

// read takes the certificate in. Its key may have been written a moment later, so both fit or neither is taken.
func (c *certificate) read() error {
	info, err := os.Stat(c.cert)
	if err != nil {
		return err
	}
	read, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil {
		return err
	}
	c.present, c.changed, c.looked = &read, info.ModTime(), time.Now()
	return nil
}

// get is the present certificate; one that cannot be read leaves the one before.
func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := time.Now(); now.Sub(c.looked) >= certificateEvery {
		c.looked = now
		if info, err := os.Stat(c.cert); err != nil || !info.ModTime().Equal(c.changed) {
			if err := c.read(); err != nil {
				c.app.log.Warn("the server's certificate stays as it was", "error", err)
			}
		}
	}
	return c.present, nil
}
