package ari

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"net/http"
	"os"
)

// newHTTPClient makes a client of at most conns connections. It knows neither proxies nor redirects: a
// telephone system is reached directly, and credentials go nowhere else.
func newHTTPClient(o Options, conns int) (*http.Client, error) {
	if o.HTTPClient != nil {
		client := *o.HTTPClient
		client.CheckRedirect = refuseRedirect
		return &client, nil
	}
	roots, err := readAuthorities(o.CAFile)
	if err != nil {
		return nil, err
	}
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	return &http.Client{
		CheckRedirect: refuseRedirect,
		Transport: &http.Transport{
			DialContext:         promptly(dialerOf(o)),
			TLSClientConfig:     &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout: o.RequestTimeout,
			Protocols:           protocols,
			MaxConnsPerHost:     conns,
			MaxIdleConnsPerHost: conns,
			IdleConnTimeout:     IdleConnTimeout,
			DisableCompression:  true,
		},
	}, nil
}

// newUpgrader makes the client that opens event sockets. It is apart from the pool, in which a socket would
// hold a place for its whole life.
func newUpgrader(o Options) (*http.Client, error) { return newHTTPClient(o, 0) }

func refuseRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

func readAuthorities(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil // the system's
	}
	info, err := os.Stat(file)
	if err == nil && !info.Mode().IsRegular() { // a pipe would be waited for
		err = fmt.Errorf("%s is no file", file)
	}
	var pem []byte
	if err == nil {
		pem, err = os.ReadFile(file)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w: reading the CA file: %w", ErrOptions, ErrTLS, err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("%w: %w: CA file %s holds no certificate", ErrOptions, ErrTLS, file)
	}
	return pool, nil
}

// userAgent is what requests call their sender: a proxy in front of Asterisk may refuse those that say nothing.
const userAgent = "ariapp"

// basicHeader returns what makes the headers of one request.
func basicHeader(o Options) func() http.Header {
	value := []string{"Basic " + base64.StdEncoding.EncodeToString([]byte(o.credentials()))}
	agent := []string{userAgent}
	return func() http.Header { return http.Header{"Authorization": value, "User-Agent": agent} }
}
