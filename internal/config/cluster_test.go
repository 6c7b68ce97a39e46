package config

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/flows/source"
)

const onePBX = "asterisk: {password: x}\n"

// Law: what is said of the cluster is read as it stands, and what is not said has its default.
func TestCluster(t *testing.T) {
	c, findings := read(t, onePBX+"cluster: {nats: 'nats://user:hunter2@a,tls://b:4222', instance: n-1, lease: 5s, "+
		"secret: 'sixteen letters.', credentials: n.creds, ca_file: /etc/ca.pem, cert_file: c.pem, key_file: k.pem, replicas: 3}\n")
	want := Cluster{NATS: "nats://user:hunter2@a,tls://b:4222", Instance: "n-1", Lease: 5 * time.Second, Secret: "sixteen letters.",
		Credentials: "n.creds", CAFile: "/etc/ca.pem", CertFile: "c.pem", KeyFile: "k.pem", Replicas: 3}
	if diff := cmp.Diff(want, c.Cluster); diff != "" || len(findings) > 0 {
		t.Errorf("%v\n%s", findings, diff)
	}
	within := c.Cluster.Within("/srv/ivr")
	want.Credentials, want.CertFile, want.KeyFile = "/srv/ivr/n.creds", "/srv/ivr/c.pem", "/srv/ivr/k.pem"
	if diff := cmp.Diff(want, within); diff != "" {
		t.Error(diff)
	}
	for _, text := range []string{"", "cluster:\n", "cluster: {}\n", "cluster: {instance: ''}\n", "cluster: {nats: ''}\n"} {
		c, findings := read(t, onePBX+text)
		if diff := cmp.Diff(Cluster{Lease: 3 * time.Second}, c.Cluster); diff != "" || len(findings) > 0 {
			t.Errorf("%q: %v\n%s", text, findings, diff)
		}
	}
}

// Law: what needs a cluster is fine where the environment may name one, and does not today.
func TestAClusterThatTheEnvironmentNames(t *testing.T) {
	c, findings := read(t, onePBX+"cluster: {nats: '${env.NOWHERE:-}', lease: 5s, secret: '0123456789abcdef'}\n")
	if len(findings) > 0 || c.Cluster.NATS != "" || c.Cluster.Lease != 5*time.Second {
		t.Errorf("%+v, %v", c.Cluster, findings)
	}
}

// Law: what is wrong with the cluster is a finding where it stands, which says what would have been
// accepted and shows no secret.
func TestClusterFaults(t *testing.T) {
	const nats = "nats: 'nats://a', "
	for text, want := range map[string]string{
		"instance: 'a b'":                      "f:2:21: the name of an instance must be 1 to 64 letters, digits and -",
		"instance: n_1":                        "the name of an instance must be",
		"instance: " + strings.Repeat("n", 65): "the name of an instance must be",
		nats + "lease: 999ms":                  "f:2:36: the value must be a duration from 1s to 60s",
		nats + "lease: 61s":                    "a duration from 1s to 60s",
		nats + "lease: 5":                      "a duration from 1s to 60s",
		nats + "replicas: 6":                   "a whole number from 0 to 5",
		nats + "replicas: -1":                  "a whole number from 0 to 5",
		nats + "replicas: many":                "a whole number from 0 to 5",
		nats + "secret: hunter2":               "f:2:37: a secret of which a key is made has at least 16 characters",
		nats + "cert_file: c.pem":              "f:2:10: cert_file and key_file go together",
		nats + "key_file: c.pem":               "cert_file and key_file go together",
		nats + "pasword: x":                    `unknown key of cluster "pasword"`,
		"lease: 5s":                            "f:2:11: lease needs a cluster: set nats beside it, such as nats://nats-1:4222, or take lease out",
		"secret: 0123456789abcdef":             "secret needs a cluster",
		"credentials: a.creds":                 "credentials needs a cluster",
		"ca_file: ca.pem":                      "ca_file needs a cluster",
		"replicas: 3":                          "replicas needs a cluster",
	} {
		_, findings := read(t, onePBX+"cluster: {"+text+"}\n")
		if len(findings) != 1 || !strings.Contains(findings[0].String(), want) || strings.Contains(findings[0].String(), "hunter2") {
			t.Errorf("%q gave %v, want %q", text, findings, want)
		}
	}
}

// Law: a file of the cluster that cannot be used is a finding where it stands; one that can is none, and
// none is opened where there is no cluster.
func TestFilesOfTheCluster(t *testing.T) {
	folder := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cert, key := certificate(t)
	write("c.pem", cert)
	write("k.pem", key)
	write("odd", "nothing of use")
	write("n.creds", "-----BEGIN NATS USER JWT-----\nx\n------END NATS USER JWT------\n-----BEGIN USER NKEY SEED-----\ny\n")
	for text, want := range map[string]string{
		"credentials: n.creds, ca_file: c.pem, cert_file: c.pem, key_file: k.pem": "",
		"credentials: " + filepath.Join(folder, "n.creds"):                        "",
		"credentials: none.creds":                                                 "f:2:42: the credentials cannot be read",
		"credentials: odd":                                                        "holds no credentials; accepted: a .creds file of NATS",
		"ca_file: none.pem":                                                       "the authorities cannot be read",
		"ca_file: odd":                                                            "holds no certificate; accepted: certificates in PEM",
		"cert_file: c.pem, key_file: odd":                                         "f:2:40: the certificate and its key cannot be used",
		"cert_file: none.pem, key_file: odd":                                      "accepted: a certificate in PEM, and its key in key_file",
	} {
		for nats, counts := range map[string]bool{"nats://a": true, "": false} {
			doc, _ := source.Parse("f", onePBX+"cluster: {nats: '"+nats+"', "+text+"}\n")
			c, _ := Read(doc, func(string) (string, bool) { return "", false })
			report := source.NewReport(doc)
			c.Cluster.CheckFiles(report, doc.Root.Get("cluster"), folder)
			findings := report.Findings()
			if want == "" || !counts {
				if len(findings) > 0 {
					t.Errorf("%q at %q gave %v", text, nats, findings)
				}
				continue
			}
			if len(findings) != 1 || !strings.Contains(findings[0].String(), want) {
				t.Errorf("%q gave %v, want %q", text, findings, want)
			}
		}
	}
}

// certificate is one and its key, in PEM.
func certificate(t *testing.T) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1)}
	signed, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalECPrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signed})),
		string(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: secret}))
}
