package source

import (
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// decode turns one file's text into nodes; nil after a finding that leaves nothing to read.
func (l *loader) decode(name, text string) *Node {
	top := &Node{Kind: Map, Pos: Pos{File: name, Line: 1, Column: 1}}
	if strings.TrimSpace(text) == "" {
		l.report.Errorf(top, "empty-file", "the file is empty")
		return nil
	}
	if len(text) > MaxBytes || !utf8.ValidString(text) {
		l.report.Errorf(top, "not-yaml", "the file is not UTF-8 text of at most %d bytes", MaxBytes)
		return nil
	}
	decoder := yaml.NewDecoder(strings.NewReader(text))
	var raw, more yaml.Node
	if err := decoder.Decode(&raw); err != nil {
		l.notYAML(top, err)
		return nil
	}
	if err := decoder.Decode(&more); !errors.Is(err, io.EOF) {
		l.report.Errorf(&Node{Pos: Pos{File: name, Line: max(1, more.Line), Column: 1}}, "not-yaml",
			"the file holds more than one YAML document")
		return nil
	}
	root := l.node(name, &raw, 0)
	if root == nil {
		return nil
	}
	if root.Kind != Map {
		l.report.WrongType(root, "the file", "a mapping of keys such as numbers and flows")
		return nil
	}
	return root
}

var (
	yamlErrorLine = regexp.MustCompile(`line (\d+): (.*)`)
	// yamlParserFault are the messages whose line the YAML reader counts from 0: those of its parser.
	yamlParserFault = regexp.MustCompile(`did not find expected ([',]|key|node|'-'|<)`)
)

// notYAML reports a syntax error at the line the YAML reader names.
func (l *loader) notYAML(at *Node, err error) {
	if errors.Is(err, io.EOF) {
		l.report.Errorf(at, "empty-file", "the file holds only comments")
		return
	}
	message := strings.TrimPrefix(err.Error(), "yaml: ")
	pos := at.Pos
	if m := yamlErrorLine.FindStringSubmatch(message); m != nil {
		pos.Line, _ = strconv.Atoi(m[1])
		if message = m[2]; yamlParserFault.MatchString(message) {
			pos.Line++
		}
	}
	if strings.Contains(message, "alphabetic or numeric character") {
		message += `; the keys "*" and "#" must stand in quotes`
	}
	if lines := l.doc.lines[pos.File]; strings.Contains(message, "cannot start any token") &&
		pos.Line <= len(lines) && strings.Contains(lines[pos.Line-1], "\t") {
		message += "; indent with spaces, not tabs"
	}
	l.report.Errorf(&Node{Pos: pos}, "not-yaml", "not YAML: %s", message)
}

// node converts one YAML node; nil after a finding about limits.
func (l *loader) node(file string, raw *yaml.Node, depth int) *Node {
	for raw.Kind == yaml.DocumentNode || raw.Kind == yaml.AliasNode {
		if raw.Kind == yaml.AliasNode {
			raw = raw.Alias
		} else {
			raw = raw.Content[0]
		}
		depth++
		if depth > MaxDepth {
			break
		}
	}
	n := &Node{Pos: Pos{File: file, Line: raw.Line, Column: max(1, raw.Column)}}
	l.nodes++
	if depth > MaxDepth || l.nodes > MaxNodes {
		if l.nodes <= MaxNodes || l.nodes == MaxNodes+1 {
			l.report.Errorf(n, "too-large", "more than %d values, or nested deeper than %d", MaxNodes, MaxDepth)
		}
		return nil
	}
	switch raw.Kind {
	case yaml.ScalarNode:
		l.scalar(n, raw)
	case yaml.SequenceNode:
		n.Kind = List
		for _, item := range raw.Content {
			if child := l.node(file, item, depth+1); child != nil {
				n.Items = append(n.Items, child)
			}
		}
	case yaml.MappingNode:
		n.Kind = Map
		l.mapping(n, raw, depth)
	}
	return n
}

func (l *loader) scalar(n *Node, raw *yaml.Node) {
	quoted := raw.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0
	if raw.Tag == "!!null" && !quoted {
		return
	}
	n.Kind, n.Value, n.Quoted = Scalar, raw.Value, quoted
	lines := l.doc.lines[n.File]
	if n.Line < 1 || n.Line > len(lines) || raw.Value == "" {
		return
	}
	start := n.Pos
	if raw.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 {
		start = start.Right(1)
	}
	if rest := []rune(lines[n.Line-1]); start.Column-1 <= len(rest) &&
		strings.HasPrefix(string(rest[start.Column-1:]), raw.Value) {
		n.textAt = start
	}
}

func (l *loader) mapping(n *Node, raw *yaml.Node, depth int) {
	first, merged := map[string]Pos{}, []*Node(nil)
	for i := 0; i+1 < len(raw.Content); i += 2 {
		rawKey, rawValue := raw.Content[i], raw.Content[i+1]
		key := l.node(n.File, rawKey, depth+1)
		value := l.node(n.File, rawValue, depth+1)
		if key == nil || value == nil {
			return
		}
		if rawKey.Tag == "!!merge" {
			merged = append(merged, value)
			continue
		}
		if key.Kind == Empty { // an unquoted ~ or null as a key
			key.Kind, key.Value = Scalar, rawKey.Value
		}
		if key.Kind != Scalar {
			l.report.WrongType(key, "a key", "a single value")
			continue
		}
		if pos, twice := first[key.Value]; twice {
			l.report.Errorf(key, "duplicate-key", "%q stands already at %s", key.Value, pos)
			continue
		}
		first[key.Value] = key.Pos
		n.Pairs = append(n.Pairs, Pair{key, value})
	}
	for _, from := range merged { // a mapping's own keys come first
		l.mergeKey(n, from)
	}
}

// mergeKey adds the entries that a `<<:` brings and n does not have.
func (l *loader) mergeKey(n, from *Node) {
	for _, source := range from.Elements() {
		if source.Kind != Map {
			l.report.WrongType(source, "<<", "a mapping")
			continue
		}
		for _, pair := range source.Pairs {
			if n.KeyNode(pair.Key.Value) == nil {
				n.Pairs = append(n.Pairs, pair)
			}
		}
	}
}
