package monitor

import "crypto/tls"

// Secure has the server speak HTTPS, before Serve. certificate is asked at each connection.
func (s *Server) Secure(certificate func(*tls.ClientHelloInfo) (*tls.Certificate, error)) {
	s.listener = tls.NewListener(s.listener, &tls.Config{GetCertificate: certificate, MinVersion: tls.VersionTLS12,
		NextProtos: []string{"http/1.1"}})
}
