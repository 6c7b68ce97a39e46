package tidy

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

const (
	root   = "../.."
	module = "github.com/ariapp/ariapp"
)

// The repository is read and parsed once: each law looks at the same files, and none changes them.
var (
	texts  = sync.OnceValues(readTexts)
	parsed = sync.OnceValues(parseTexts)
)

// textFile is a file of the repository.
type textFile struct {
	// path is relative to the repository, with slashes.
	path  string
	lines []string
}

// goFile is a Go file of the repository that is no test data.
type goFile struct {
	textFile
	syntax *ast.File
	set    *token.FileSet
}

func (f *goFile) folder() string  { return path.Dir(f.path) }
func (f *goFile) isTest() bool    { return strings.HasSuffix(f.path, "_test.go") }
func (f *goFile) generated() bool { return strings.HasSuffix(f.path, "_gen.go") }

// line is where a node of the file begins.
func (f *goFile) line(node ast.Node) int { return f.set.Position(node.Pos()).Line }

// textFiles are the text files of the repository.
func textFiles(t *testing.T) []textFile {
	t.Helper()
	files, err := texts()
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// readTexts reads every text file of the repository. Folders that are not
// part of it (built things, what a version control or an editor keeps) are left out.
func readTexts() ([]textFile, error) {
	var files []textFile
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		relative = filepath.ToSlash(relative)
		if entry.IsDir() {
			outside := strings.HasPrefix(entry.Name(), ".") && relative != "." && relative != ".ci" ||
				relative == "bin" || relative == "dist"
			if outside {
				return fs.SkipDir
			}
			return nil
		}
		if !entry.Type().IsRegular() || path.Ext(relative) == ".test" || path.Ext(relative) == ".prof" {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil || !utf8.Valid(text) {
			return err
		}
		files = append(files, textFile{relative, strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")})
		return nil
	})
	return files, err
}

// goFiles are the Go files of the repository, in a slice of the caller's own.
func goFiles(t *testing.T) []*goFile {
	t.Helper()
	files, err := parsed()
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 100 {
		t.Fatalf("found only %d Go files: is this the repository?", len(files))
	}
	return slices.Clone(files)
}

// parseTexts parses every Go file of the repository that is no test data.
func parseTexts() ([]*goFile, error) {
	all, err := texts()
	if err != nil {
		return nil, err
	}
	set := token.NewFileSet()
	var files []*goFile
	for _, file := range all {
		if path.Ext(file.path) != ".go" || slices.Contains(strings.Split(file.path, "/"), "testdata") {
			continue
		}
		syntax, err := parser.ParseFile(set, file.path, strings.Join(file.lines, "\n")+"\n", parser.ParseComments)
		if err != nil {
			return nil, err
		}
		files = append(files, &goFile{file, syntax, set})
	}
	return files, nil
}

// handWritten are the Go files that are not generated.
func handWritten(t *testing.T) []*goFile {
	t.Helper()
	return slices.DeleteFunc(goFiles(t), (*goFile).generated)
}

// production are the hand-written Go files that are no tests.
func production(t *testing.T) []*goFile {
	t.Helper()
	return slices.DeleteFunc(handWritten(t), (*goFile).isTest)
}
