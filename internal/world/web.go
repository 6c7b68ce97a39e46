package world

import (
	"crypto/x509"
	"fmt"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/fetch"
)

// newClient makes the client for web services; what is wrong with its settings
// is a finding where they stand, and then there is none.
func newClient(report *source.Report, at *source.Node, opts Options) (*fetch.Client, error) {
	h := opts.Config.HTTP
	settings := fetch.Options{Allow: h.Allow, Timeout: h.Timeout, Budget: h.Budget, Retries: h.Retries,
		MaxResponse: int64(h.MaxResponse), Observe: opts.Observe, Keys: map[string]flows.Secret{}}
	for name, key := range h.Keys {
		settings.Keys[name] = flows.NewSecret(string(key))
	}
	fine := checkAllowed(report, at.Get("allow"), h.Allow)
	if h.CAFile != "" {
		settings.RootCAs = authorities(report, at.Get("ca_file"), within(opts.Folder, h.CAFile))
		fine = fine && settings.RootCAs != nil
	}
	if !fine {
		return nil, nil
	}
	client, err := fetch.New(settings)
	if err != nil {
		return nil, fmt.Errorf("the file's http: %w", err)
	}
	return client, nil
}

// checkAllowed reports entries of http.allow that name no host. The texts are
// those of the nodes, with the environment filled in.
func checkAllowed(report *source.Report, at *source.Node, texts []string) bool {
	fine, entries := true, at.Elements()
	for i, text := range texts {
		if _, err := fetch.ParseRule(text); err != nil && i < len(entries) {
			report.Errorf(entries[i], "http-allow", "%q allows nothing: %v", text, err)
			fine = false
		}
	}
	if len(texts) > fetch.RulesMax {
		report.Errorf(at, "http-allow", "%d hosts are allowed, at most %d are possible", len(texts), fetch.RulesMax)
		fine = false
	}
	return fine
}

// authorities reads certificates, nil after a finding.
func authorities(report *source.Report, at *source.Node, path string) *x509.CertPool {
	pem, err := source.ReadFile(path, authoritiesMax)
	if err != nil {
		report.Errorf(at, "ca-file", "the authorities cannot be read: %v", err)
		return nil
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		report.Errorf(at, "ca-file", "%s holds no certificate; accepted: certificates in PEM", path)
		return nil
	}
	return pool
}

// checkAsterisks reports authorities of Asterisks that cannot be used.
func checkAsterisks(report *source.Report, at *source.Node, opts Options) {
	for i, node := range at.Elements() {
		if i < len(opts.Config.Asterisk) && opts.Config.Asterisk[i].CAFile != "" {
			authorities(report, node.Get("ca_file"), within(opts.Folder, opts.Config.Asterisk[i].CAFile))
		}
	}
}
