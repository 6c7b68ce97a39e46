package config

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows/source"
)

// Cluster says where several instances meet.
type Cluster struct {
	// NATS is the URL of a NATS cluster, "" for a server inside of the process.
	NATS Secret
	// Instance is the name of this instance, "" for one that is made up.
	Instance string
	// Lease is how long an instance may be silent before others take its calls.
	Lease time.Duration
	// Secret makes the key that seals what callers entered in secret; the same at all instances.
	Secret Secret
	// Credentials is a file of NATS credentials, CAFile a PEM file of the authorities to trust instead of the system's,
	// CertFile and KeyFile those of this instance's certificate and its key. Each may be "".
	Credentials, CAFile, CertFile, KeyFile string
	// Replicas is how many servers keep what has to be made, 0 for what the cluster allows.
	Replicas int
}

func defaultCluster() Cluster { return Cluster{Lease: 3 * time.Second} }

// Within is the same with the paths of its files as seen from elsewhere, for an ivr.yaml in that folder.
func (c Cluster) Within(folder string) Cluster {
	for _, path := range []*string{&c.Credentials, &c.CAFile, &c.CertFile, &c.KeyFile} {
		if *path != "" && !filepath.IsAbs(*path) {
			*path = filepath.Join(folder, *path)
		}
	}
	return c
}

// CheckFiles reports files of the cluster that cannot be used, where they stand: n is the node of the key cluster,
// folder that of ivr.yaml. Nothing is opened where no cluster is named.
func (c Cluster) CheckFiles(report *source.Report, n *source.Node, folder string) {
	if c.NATS == "" {
		return
	}
	c = c.Within(folder)
	if at := n.Get("credentials"); at != nil && c.Credentials != "" {
		text, err := source.ReadFile(c.Credentials, keyFileMost)
		switch {
		case err != nil:
			report.Errorf(at, "cluster-file", "the credentials cannot be read: %v; accepted: a .creds file of NATS", err)
		case !strings.Contains(string(text), "-----BEGIN NATS USER JWT-----"),
			!strings.Contains(string(text), "-----BEGIN USER NKEY SEED-----"):
			report.Errorf(at, "cluster-file", "%s holds no credentials; accepted: a .creds file of NATS, with a user's "+
				"JWT and its seed", c.Credentials)
		}
	}
	if at := n.Get("ca_file"); at != nil && c.CAFile != "" {
		text, err := source.ReadFile(c.CAFile, authoritiesMost)
		switch {
		case err != nil:
			report.Errorf(at, "cluster-file", "the authorities cannot be read: %v; accepted: certificates in PEM", err)
		case !x509.NewCertPool().AppendCertsFromPEM(text):
			report.Errorf(at, "cluster-file", "%s holds no certificate; accepted: certificates in PEM", c.CAFile)
		}
	}
	if at := n.Get("cert_file"); at != nil && c.CertFile != "" && c.KeyFile != "" {
		if _, err := tls.LoadX509KeyPair(c.CertFile, c.KeyFile); err != nil {
			report.Errorf(at, "cluster-file", "the certificate and its key cannot be used: %v; accepted: a certificate in PEM, "+
				"and its key in key_file", err)
		}
	}
}

// InstanceForm is what the name of an instance looks like.
const InstanceForm = `^[A-Za-z0-9-]{1,64}$`

var instanceForm = regexp.MustCompile(InstanceForm)

func (r *reader) cluster(c *Cluster, n *source.Node) {
	before := len(r.report.Findings())
	r.mapping("cluster", n, map[string]func(*source.Node){
		"nats": r.natsAddress(&c.NATS), "credentials": r.text(&c.Credentials), "ca_file": r.text(&c.CAFile),
		"cert_file": r.text(&c.CertFile), "key_file": r.text(&c.KeyFile),
		"replicas": r.within(&c.Replicas, 0, replicasMost), "lease": r.between(&c.Lease, leaseLeast, leaseMost),
		"instance": func(n *source.Node) {
			const wanted = "1 to 64 letters, digits and -"
			text, ok := r.scalar(n, wanted)
			if ok && text != "" && !instanceForm.MatchString(text) {
				r.report.WrongType(n, "the name of an instance", wanted)
				return
			}
			c.Instance = text
		},
		"secret": func(n *source.Node) {
			if r.secret(&c.Secret)(n); c.Secret != "" && len(c.Secret) < sealLeast {
				r.report.Errorf(n, "weak-key", "a secret of which a key is made has at least %d characters", sealLeast)
			}
		}})
	if n == nil || n.Kind != source.Map {
		return
	}
	if (c.CertFile == "") != (c.KeyFile == "") && len(r.report.Findings()) == before {
		r.report.Errorf(n, "missing-field", "cert_file and key_file go together")
	}
	if n.Get("nats") != nil { // an empty one is no cluster today, as where the environment says so
		return
	}
	for key := range n.All() {
		switch key.Value {
		case "lease", "secret", "credentials", "ca_file", "cert_file", "key_file", "replicas":
			r.report.Errorf(key, "missing-field", "%s needs a cluster: set nats beside it, such as nats://nats-1:4222, or take "+
				"%s out", key.Value, key.Value)
		}
	}
}

// between reads a duration within bounds.
func (r *reader) between(into *time.Duration, least, most time.Duration) func(*source.Node) {
	wanted := fmt.Sprintf("a duration from %gs to %gs", least.Seconds(), most.Seconds())
	return func(n *source.Node) {
		text, ok := r.scalar(n, wanted)
		if !ok {
			return
		}
		d, err := time.ParseDuration(text)
		if err != nil || d < least || d > most {
			r.report.WrongType(n, "the value", wanted)
			return
		}
		*into = d
	}
}

// natsAddress reads the URLs of a cluster, parted by commas; none is a server inside of the process.
func (r *reader) natsAddress(into *Secret) func(*source.Node) {
	return func(n *source.Node) {
		r.secret(into)(n)
		if *into == "" {
			return
		}
		for one := range strings.SplitSeq(string(*into), ",") {
			u, err := url.Parse(strings.TrimSpace(one))
			if err != nil || !slices.Contains([]string{"nats", "tls", "ws", "wss"}, u.Scheme) || u.Host == "" {
				// The value is not shown: a password may be in it.
				r.report.Errorf(n, "wrong-type", "nats must be a URL that begins with nats://, tls://, ws:// or wss://, "+
					"or several of them with commas between")
				return
			}
		}
	}
}
