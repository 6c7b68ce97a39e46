package gist

import (
	"regexp"

	"github.com/ariapp/ariapp/flows/source"
)

// Stars stand for what is not shown.
const Stars = "***"

var (
	// secretPlace is a setting that may hold a secret, whatever stands in it.
	secretPlace = regexp.MustCompile(`(?i)(dsn|^nats$|headers|^form$)`)
	// userPassword is the password of a user in a URL.
	userPassword = regexp.MustCompile(`(://[^\s/@:]*:)([^\s/@]+)@`)
	// secretPart is what stands behind such a name in a URL or a text.
	secretPart = regexp.MustCompile(`(?i)(\b(?:[\w-]*[_-])?(?:password|passwd|pass|pwd|pw|secret|token|api_?key|key|pin)` +
		`=)([^&\s]+)`)
)

// IsSecret tells whether what stands under that name is not to be shown.
func IsSecret(name string) bool { return source.IsSecretName(name) || secretPlace.MatchString(name) }

// Value is a value in words on one line, as it stands in the file. What stands
// under a name that promises a secret is stars, in mappings too.
func Value(n *source.Node) string { return (*Index)(nil).Value(n) }

// Value is the function of that name for what belongs to a step: literals that
// are compared with a secret are stars, too.
func (x *Index) Value(n *source.Node) string { return clip(x.plain(n)) }

// Whole is Value at its full length; the index may be nil for what belongs to no step.
func (x *Index) Whole(n *source.Node) string { return x.plain(n) }

func (x *Index) plain(n *source.Node) string {
	if n == nil {
		return ""
	}
	text := ""
	switch n.Kind {
	case source.Scalar:
		value := n.Value
		if x != nil {
			if shown, there := x.secrets.texts[n.Pos]; there {
				value = shown
			}
		}
		return masked(oneLine(value))
	case source.List:
		for i, item := range n.Items {
			text += comma(i) + x.plain(item)
		}
	case source.Map:
		i := 0
		for key, value := range n.All() {
			shown := x.plain(value)
			if IsSecret(key.Value) {
				shown = Stars
			}
			text += comma(i) + oneLine(key.Value) + " " + shown
			i++
		}
	}
	return text
}

func comma(i int) string {
	if i == 0 {
		return ""
	}
	return ", "
}

// masked hides the password of a URL, and what looks like one in a query.
func masked(text string) string {
	text = userPassword.ReplaceAllString(text, "${1}"+Stars+"@")
	return secretPart.ReplaceAllStringFunc(text, func(match string) string {
		parts := secretPart.FindStringSubmatch(match)
		if len(parts[2]) > 1 && parts[2][:2] == "${" {
			return match // a name is no secret
		}
		return parts[1] + Stars
	})
}
