package steps

import (
	"context"

	"github.com/ariapp/ariapp/flows"
)

func languageSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "language",
		Pace:    flows.Instant,
		Summary: "Changes the language of the call's prompts.",
		Doc: "From now on sounds are taken from that language's folder, and numbers, dates and money are said in it: as " +
			"by `Set(CHANNEL(language)=fr)`. `call.language` is the present one. A prompt of one's own that a " +
			"language does not have is heard in its parent's (`pt` for `pt-BR`), then in the default one; Asterisk does " +
			"so with its own sounds for names with `_` (`en_GB`).",
		Short:  "name",
		Steers: true,
		Fields: []flows.Field{{Name: "name", Type: flows.Language, Required: true, Doc: "The language."}},
		Example: "- menu:\n    prompt: press-1\n    choices:\n      1: {language: en}\n      2: {language: fr}\n" +
			"    on_exhausted: {language: en}\n- play: welcome\n",
		New: func(a flows.Args) flows.Step { return language{flows.Get[flows.Value[string]](a, "name")} },
	}
}

type language struct{ name flows.Value[string] }

func (l language) Run(_ context.Context, r *flows.Run) (flows.Next, error) {
	name, err := l.name.Eval(r)
	if err == nil {
		r.SetLanguage(name)
	}
	return flows.Advance(), err
}
