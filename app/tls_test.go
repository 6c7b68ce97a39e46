package app

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// certify writes a certificate with that number, and its key.
func certify(t *testing.T, folder string, number int64) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(number), NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<33, 0), DNSNames: []string{"localhost"}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{"cert.pem": {Type: "CERTIFICATE", Bytes: der}, "key.pem": {Type: "EC PRIVATE KEY", Bytes: secret}} {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
		then := time.Unix(number, 0)
		if err := os.Chtimes(path, then, then); err != nil {
			t.Fatal(err)
		}
	}
}

// Law: a renewed certificate is in use within minutes; one that cannot be read leaves the one before.
func TestTheCertificateIsReadAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		certify(t, folder, 1)
		c := &certificate{app: &App{log: slog.New(slog.DiscardHandler)}, cert: filepath.Join(folder, "cert.pem"), key: filepath.Join(folder, "key.pem")}
		if err := c.read(); err != nil {
			t.Fatal(err)
		}
		want := func(number int64) {
			t.Helper()
			got, err := c.get(nil)
			if err != nil || got.Leaf.SerialNumber.Int64() != number {
				t.Errorf("the certificate is %v, %v, want %d", got.Leaf.SerialNumber, err, number)
			}
		}
		want(1)
		certify(t, folder, 2)
		want(1)
		time.Sleep(certificateEvery)
		want(2)
		if err := os.WriteFile(c.cert, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		time.Sleep(certificateEvery)
		want(2)
	})
}

// Law: with a certificate the server speaks HTTPS alone.
func TestHTTPS(t *testing.T) {
	folder := t.TempDir()
	certify(t, folder, 1)
	text := outer + "server: {listen: '127.0.0.1:0', tls_cert: cert.pem, tls_key: key.pem}\nnumbers: {\"200\": main}\nflows: {main: [hangup]}\n"
	outdoors(t, filepath.Join(folder, "ivr.yaml"), text, func(o *Options) { o.Serve = true }, func(h *house) {
		client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
		address := h.app.server.all.Addr().String()
		for scheme, want := range map[string]int{"https": 200, "http": 400} {
			response, err := client.Get(scheme + "://" + address + "/healthz")
			if err != nil {
				h.t.Fatal(err)
			}
			_ = response.Body.Close()
			if response.StatusCode != want {
				h.t.Errorf("%s: the status is %d, want %d", scheme, response.StatusCode, want)
			}
		}
		if !strings.HasPrefix(h.app.server.base, "https://") {
			h.t.Errorf("prompts are at %s", h.app.server.base)
		}
	})
}
