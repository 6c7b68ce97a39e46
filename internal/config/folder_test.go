package config

import (
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows/source"
)

// Law: a folder into which files are written, and from which some are deleted, is nobody else's; whose it is not is found
// before anything is.
func TestOddFolders(t *testing.T) {
	for _, key := range []string{"jobs: {folder: X}", "recordings: {folder: X}", "journal: {folder: X}", "app: {data: X}"} {
		for folder, want := range map[string]string{
			"calls":                 "",
			"../calls":              "",
			"/var/lib/ariapp/calls": "",
			"/srv/calls":            "",
			"/":                     "the whole file system",
			"//":                    "the whole file system",
			"/var/..":               "the whole file system",
			".":                     "the folder of ivr.yaml",
			"./":                    "the folder of ivr.yaml",
			"a/..":                  "the folder of ivr.yaml",
			"..":                    "the folder of ivr.yaml",
			"/etc":                  "/etc is the system's",
			"/var/spool/asterisk/":  "/var/spool/asterisk is the system's",
			"/dev/shm/x":            "by itself",
			"/proc":                 "by itself",
			"~/calls":               "~ is not the home",
			"\" calls\"":            "a space",
			"\"a\\tb\"":             "cannot be seen",
			"file:///calls":         "no URL",
		} {
			text := "asterisk: {url: 'http://a/ari', username: u, password: p}\n" + strings.Replace(key, "X", quotedFolder(folder), 1) + "\n"
			doc, findings := source.Parse("f", text)
			if len(findings) > 0 {
				t.Fatal(findings)
			}
			_, found := Read(doc, func(string) (string, bool) { return "", false })
			got := ""
			for _, one := range found {
				got += one.Rule + ": " + one.Message + "\n"
			}
			if want == "" && got != "" || !strings.Contains(got, want) || strings.Count(got, "odd-folder") > 1 {
				t.Errorf("%s with %s: %q, want %q", key, folder, got, want)
			}
		}
	}
}

func quotedFolder(folder string) string {
	if strings.HasPrefix(folder, `"`) {
		return folder
	}
	return "'" + folder + "'"
}
