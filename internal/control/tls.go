package control

import (
	"bytes"
	"crypto/tls"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// ErrForeign is wrapped when who answers has not the certificate that the file names.
var ErrForeign = errors.New("who answers has another certificate than the file")

// Secure has the client speak HTTPS, and with that server alone whose
// certificate this is, as PEM: the daemon is near, whatever name the
// certificate has.
func (c *Client) Secure(certificate []byte) error {
	block, _ := pem.Decode(certificate)
	if block == nil || block.Type != "CERTIFICATE" {
		return errors.New("reading the daemon's certificate: the file has none")
	}
	transport, _ := c.http.Transport.(*http.Transport)
	if transport == nil {
		return fmt.Errorf("speaking HTTPS: the client's transport is %T", c.http.Transport)
	}
	transport.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12,
		InsecureSkipVerify: true, // instead the certificate itself is compared
		VerifyConnection: func(state tls.ConnectionState) error {
			if len(state.PeerCertificates) == 0 || !bytes.Equal(state.PeerCertificates[0].Raw, block.Bytes) {
				return ErrForeign
			}
			return nil
		}}
	c.base = strings.Replace(c.base, "http://", "https://", 1)
	return nil
}
