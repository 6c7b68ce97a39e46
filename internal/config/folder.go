package config

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows/source"
)

// folder reads the path of a folder in which files are made, and deleted again. None is written where that would harm
// others, or where nobody would look for it. The words in its place are taken as they are.
func (r *reader) folder(into *string, words ...string) func(*source.Node) {
	return func(n *source.Node) {
		const wanted = "a folder of its own, such as /var/lib/ariapp/calls"
		text, ok := r.scalar(n, wanted)
		if !ok {
			return
		}
		if why := oddFolder(text); why != "" && !slices.Contains(words, text) {
			r.report.Errorf(n, "odd-folder", "%s; want %s", why, wanted)
			return
		}
		*into = text
	}
}

// oddFolder tells why a folder is none to write into, "" when it may be.
func oddFolder(text string) string {
	clean := filepath.Clean(text)
	switch first, _, _ := strings.Cut(strings.TrimPrefix(clean, "/"), "/"); {
	case strings.TrimSpace(text) != text:
		return "the folder begins or ends with a space"
	case strings.ContainsFunc(text, func(c rune) bool { return c < ' ' || c == 0x7f }):
		return "the folder's name has a character that cannot be seen"
	case strings.HasPrefix(text, "~"):
		return "~ is not the home of anybody here, but a folder of that name"
	case strings.Contains(text, "://"):
		return "a folder is no URL"
	case text == "":
		return ""
	case clean == "/":
		return "the whole file system is no folder to write into"
	case clean == "." || clean == "..":
		return "that is the folder of ivr.yaml, or the one that it is in"
	case filepath.IsAbs(clean) && slices.Contains([]string{"dev", "proc", "sys"}, first):
		return "the system makes what is in " + "/" + first + " by itself"
	case filepath.IsAbs(clean) && slices.Contains(systemFolders(), clean):
		return clean + " is the system's"
	}
	return ""
}

// systemFolders are those in which others have all their files; folders in them may be one's own.
func systemFolders() []string {
	return []string{"/bin", "/boot", "/etc", "/home", "/lib", "/mnt", "/opt", "/root", "/run", "/sbin", "/srv", "/tmp",
		"/usr", "/var", "/var/lib", "/var/log", "/var/spool", "/var/spool/asterisk", "/var/tmp"}
}
