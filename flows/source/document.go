package source

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Document is one file with all that it includes: a mapping whose top keys
// come from all of them.
type Document struct {
	// Root is the merged top mapping.
	Root *Node
	// Files are the names read, the main one first.
	Files []string

	lines   map[string][]string
	sum     []byte
	version string
}

// Version is a short name of the content: equal texts have equal versions.
func (d *Document) Version() string { return d.version }

// Lines are those of one of the document's files, without their ends; nobody may change them.
func (d *Document) Lines(file string) []string { return d.lines[file] }

// Load reads the file and what its `include:` names (paths or globs, relative
// to the file). The error is one of reading the main file; every fault of its
// text is in the findings.
func Load(path string) (*Document, Findings, error) { return LoadTexts(path, nil) }

// LoadText is Load where text stands for what the main file holds; it need not exist.
func LoadText(path, text string) (*Document, Findings) { return parse(path, text, readFile) }

// LoadTexts is Load where texts stand for what the files of these names hold, as whoever changes files asks before.
func LoadTexts(path string, texts map[string]string) (*Document, Findings, error) {
	read := func(name string) (string, error) {
		if text, ok := texts[name]; ok {
			return text, nil
		}
		return readFile(name)
	}
	text, err := read(path)
	if err != nil {
		return nil, nil, fmt.Errorf("reading %s: %w", path, err)
	}
	doc, findings := parse(path, text, read)
	return doc, findings, nil
}

// Parse reads text as if it were the file of that name; an `include:` is a finding.
func Parse(name, text string) (*Document, Findings) { return parse(name, text, nil) }

func parse(name, text string, read func(string) (string, error)) (*Document, Findings) {
	l := &loader{read: read, doc: &Document{
		Root: &Node{Kind: Map, Pos: Pos{File: name, Line: 1, Column: 1}}, lines: map[string][]string{}}}
	l.report = NewReport(l.doc)
	l.file(name, text, nil)
	for _, file := range l.doc.Files {
		digest := sha256.Sum256([]byte(strings.Join(l.doc.lines[file], "\n")))
		l.doc.sum = append(l.doc.sum, digest[:]...)
	}
	whole := sha256.Sum256(l.doc.sum)
	l.doc.sum, l.doc.version = whole[:], hex.EncodeToString(whole[:6])
	return l.doc, l.report.Findings()
}

// lineBreak is what YAML takes for the end of a line.
var lineBreak = regexp.MustCompile("\r\n|[\n\r\u0085\u2028\u2029]")

// loader reads a document's files into one root.
type loader struct {
	doc    *Document
	report *Report
	read   func(string) (string, error)
	nodes  int
}

// file reads one file's text; from is the include that named it, nil for the main file.
func (l *loader) file(name, text string, from *Node) {
	if slices.Contains(l.doc.Files, name) {
		l.report.Errorf(from, "include", "%s is included twice", name)
		return
	}
	if len(l.doc.Files) >= MaxFiles {
		l.report.Errorf(from, "include", "more than %d files", MaxFiles)
		return
	}
	l.doc.Files = append(l.doc.Files, name)
	l.doc.lines[name] = lineBreak.Split(text, -1)
	root := l.decode(name, text)
	if root == nil {
		return
	}
	l.merge(root)
	if includes := root.Get("include"); includes != nil {
		l.include(name, includes)
	}
}

func (l *loader) merge(root *Node) {
	for key, value := range root.All() {
		if key.Value == "include" {
			continue
		}
		known := l.doc.Root.Get(key.Value)
		switch {
		case known == nil:
			l.doc.Root.Pairs = append(l.doc.Root.Pairs, Pair{key, value})
		case known.Kind == Map && value.Kind == Map:
			for inner, innerValue := range value.All() {
				if first := known.KeyNode(inner.Value); first != nil {
					l.report.Errorf(inner, "duplicate-key", "%q stands already at %s", inner.Value, first.Pos)
					continue
				}
				known.Pairs = append(known.Pairs, Pair{inner, innerValue})
			}
		case known.Kind == List && value.Kind == List:
			known.Items = append(known.Items, value.Items...)
		default:
			l.report.Errorf(key, "duplicate-key", "%q stands already at %s", key.Value, known.Pos)
		}
	}
}

func (l *loader) include(name string, includes *Node) {
	for _, item := range includes.Elements() {
		if item.Kind != Scalar {
			l.report.WrongType(item, "include", "a path or a list of paths")
			continue
		}
		if l.read == nil {
			l.report.Errorf(item, "include", "nothing can be included here")
			continue
		}
		pattern := item.Value
		if !filepath.IsAbs(pattern) {
			pattern = filepath.Join(filepath.Dir(name), pattern)
		}
		l.includeAll(name, item, pattern)
	}
}

func (l *loader) includeAll(name string, item *Node, pattern string) {
	paths, err := filepath.Glob(pattern)
	if err != nil {
		l.report.Errorf(item, "include", "%q is not a path pattern: %v", item.Value, err)
		return
	}
	if len(paths) == 0 {
		l.report.Errorf(item, "include", "no file is named %q", item.Value)
	}
	isGlob := strings.ContainsAny(item.Value, `*?[\`)
	for _, path := range paths {
		if isGlob && (isTest(path) || samePath(path, name)) {
			continue // nobody means these by "all of the folder"
		}
		text, err := l.read(path)
		if err != nil {
			l.report.Errorf(item, "include", "%s cannot be read: %v", path, err)
			continue
		}
		l.file(path, text, item)
	}
}

// isTest tells the name of a file of tests, which stand beside the flows.
func isTest(path string) bool {
	return strings.HasSuffix(path, "_test.yaml") || strings.HasSuffix(path, "_test.yml")
}

func samePath(a, b string) bool {
	absA, errA := filepath.Abs(a)
	absB, errB := filepath.Abs(b)
	return errA == nil && errB == nil && absA == absB
}
