package lint

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/ariapp/ariapp/flows/source"
)

// ignore is one `# ariapp:ignore RULE reason`.
type ignore struct {
	rule, reason string
	// pos is where the comment begins, width how long it is, target the line that it is about.
	pos    source.Pos
	width  int
	target int
	// alone tells that nothing else stands on its line, blanks how many stand before it otherwise.
	alone  bool
	blanks int
	// near tells that it is only nearly such a comment.
	near bool
	// fault is what is wrong with the comment itself, "" for nothing.
	fault string
	used  bool
}

var (
	ignoreComment = regexp.MustCompile(`#\s*ariapp:ignore(?:\s+(\S+))?(?:\s+(.*?))?\s*$`)
	// nearlyIgnore is what somebody wrote who meant the comment.
	nearlyIgnore = regexp.MustCompile(`(?i)#\s*ariapp\s*[:\-_]\s*ignor[a-z]*(?:[\s:,].*)?$`)
)

// Silence leaves out of the findings what comments of the document are about.
func Silence(doc *source.Document, findings source.Findings) source.Findings {
	return silence(ignoresOf(doc), findings)
}

// Heed is Silence that also reports comments which silence nothing: those without a
// reason or with a wrong name, and where the findings are complete, those that
// nothing is found for. Findings of the compiler get the fixes that are certain.
func Heed(doc *source.Document, findings source.Findings, complete bool) source.Findings {
	ignores := ignoresOf(doc)
	left := slices.Clone(silence(ignores, findings))
	offer(doc, left)
	report := source.NewReport(doc)
	for _, one := range ignores {
		one.judge(report, complete)
	}
	return append(left, report.Findings()...)
}

func silence(ignores []*ignore, findings source.Findings) source.Findings {
	if len(ignores) == 0 {
		return findings
	}
	var left source.Findings
	for _, f := range findings {
		silenced := false
		for _, one := range ignores {
			if one.silences(f) {
				one.used, silenced = true, true
			}
		}
		if !silenced {
			left = append(left, f)
		}
	}
	return left
}

func (i *ignore) silences(f source.Finding) bool {
	return f.Line == i.target && f.Rule == i.rule && f.File == i.pos.File && i.fault == "" && mayIgnore(f)
}

// mayIgnore tells what a comment may silence: warnings, and the errors of this
// package's rules; any other error keeps the program from being made.
func mayIgnore(f source.Finding) bool {
	rule, known := Lookup(f.Rule)
	return known && (f.Severity == source.Warning || rule.Check != nil)
}

// fault is what is wrong with a comment itself, "" for nothing.
func fault(i *ignore) string {
	rule, known := Lookup(i.rule)
	switch {
	case i.near:
		return "it is written # ariapp:ignore RULE reason"
	case i.rule == "":
		return "it names no rule: # ariapp:ignore RULE reason"
	case strings.HasSuffix(i.rule, ",") || known && namesRule(i.reason):
		return "it is about more than one rule; write one comment for each, on a line of its own above the other"
	case !known:
		return fmt.Sprintf("there is no rule %q", i.rule)
	case rule.Check == nil && !rule.mayWarn():
		return fmt.Sprintf("%s cannot be ignored: the flows cannot be used before it is mended", i.rule)
	case i.reason == "":
		return fmt.Sprintf("it has no reason: say behind %s why that is right here", i.rule)
	}
	return ""
}

// namesRule tells a reason that begins with the name of a rule: more than one was meant.
func namesRule(reason string) bool {
	word := firstWord(reason)
	_, known := Lookup(word)
	return known && strings.Contains(word, "-") // others are words of a sentence, too
}

// firstWord is the first word, without the comma that may part it from others.
func firstWord(text string) string {
	word, _, _ := strings.Cut(strings.TrimLeft(text, ", "), " ")
	return strings.Trim(word, ",")
}

func (i *ignore) judge(report *source.Report, complete bool) {
	f := source.Finding{Pos: i.pos, Width: i.width, Rule: "bad-ignore", Severity: source.Warning}
	rule, known := Lookup(i.rule)
	switch {
	case i.fault != "":
		f.Message = "the comment ignores nothing: " + i.fault
		if !known && i.rule != "" {
			f.Nearest = source.Nearest(i.rule, ruleNames())
		}
	case !i.used && complete && !rule.Beside:
		f.Rule = "unused-ignore"
		f.Message = fmt.Sprintf("there is no finding of %s here; delete the comment", i.rule)
		f.Fix = i.fix()
	default:
		return
	}
	report.Add(f)
}

func (i *ignore) fix() *source.Fix {
	edit := source.DeleteLines(i.pos.File, i.pos.Line, i.pos.Line)
	if !i.alone {
		edit = source.Edit{From: i.pos.Right(-i.blanks), To: i.pos.Right(i.width)}
	}
	return &source.Fix{Title: "delete the comment", Edits: []source.Edit{edit}}
}

func ruleNames() []string {
	var names []string
	for _, rule := range append(Rules(), Held()...) {
		names = append(names, rule.Name)
	}
	return names
}

func group(line string, m []int, n int) string {
	if m[2*n] < 0 {
		return ""
	}
	return line[m[2*n]:m[2*n+1]]
}

// below is the number of the first line below that holds more than a comment.
func below(lines []string, at int) int {
	for i := at + 1; i < len(lines); i++ {
		if text := strings.TrimSpace(lines[i]); text != "" && !strings.HasPrefix(text, "#") {
			return i + 1
		}
	}
	return 0
}

// ignoresOf are the comments of all files of a document.
func ignoresOf(doc *source.Document) []*ignore {
	var ignores []*ignore
	for _, file := range doc.Files {
		ignores = append(ignores, ignoresIn(doc, file)...)
	}
	return ignores
}

// ignoresIn are those of one file.
func ignoresIn(doc *source.Document, file string) []*ignore {
	lines := doc.Lines(file)
	var texts map[int][]textSpan
	var ignores []*ignore
	for at, line := range lines {
		if !strings.Contains(line, "#") {
			continue
		}
		m := ignoreComment.FindStringSubmatchIndex(line)
		near := m == nil
		if near {
			m = nearlyIgnore.FindStringSubmatchIndex(line)
		}
		if m == nil || m[0] > 0 && !strings.ContainsRune(" \t", rune(line[m[0]-1])) {
			continue
		}
		if texts == nil {
			texts = textsOf(doc, file)
		}
		column := utf8.RuneCountInString(line[:m[0]]) + 1
		if inText(texts[at+1], column) {
			continue
		}
		one := &ignore{near: near,
			pos: source.Pos{File: file, Line: at + 1, Column: column}, target: at + 1,
			width: utf8.RuneCountInString(line[m[0]:]), alone: strings.TrimSpace(line[:m[0]]) == ""}
		if !near {
			one.rule, one.reason = group(line, m, 1), group(line, m, 2)
		}
		if one.alone {
			one.target = below(lines, at)
		} else { // the blanks before it go with it
			bare := utf8.RuneCountInString(strings.TrimRight(line[:m[0]], " \t"))
			one.blanks = column - 1 - bare
		}
		one.fault = fault(one)
		ignores = append(ignores, one)
	}
	return ignores
}
