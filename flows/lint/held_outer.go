package lint

import "github.com/ariapp/ariapp/flows/source"

// heldOfOuter are the rules about the outer part of the file, and about what it names.
func heldOfOuter() []Rule {
	main := inMain("- play: hello-world\n")
	return append(heldOfSounds(main), []Rule{
		{Name: "environment", Severity: source.Error, AlsoWarns: true, Beside: true,
			Summary: "A setting that reads a variable of the environment which is not set.",
			Doc: "Set it, or write what holds without it: `${env.NAME:-default}`. That is a warning; an error is any other " +
				"`${…}`, " +
				"as settings know no expressions.",
			Bad:  "asterisk: {password: \"${env.NO_SUCH_PASSWORD}\"}\n" + main,
			Good: "asterisk: {password: \"${env.NO_SUCH_PASSWORD:-secret}\"}\n" + main,
		},
		{Name: "no-asterisk", Severity: source.Warning, Beside: true,
			Summary: "A file without an Asterisk.",
			Doc:     "It can be checked, tested and simulated; to take calls `ariapp serve` needs one.",
			Bad:     main,
			Good:    "asterisk: {url: 'http://127.0.0.1:8088/ari', password: secret}\n" + main,
		},
		{Name: "shadowed-rule", Severity: source.Warning, Beside: true,
			Summary: "A rule under `outbound.allow` whose caps never count.",
			Doc: "The first rule that matches decides with its caps. One before it takes all its endpoints, and has other " +
				"caps: put the narrower rule first. See [whom one may call](../outbound.md).",
			Bad: "outbound:\n  allow: [PJSIP/_0X.@trunk, {endpoint: PJSIP/_01X.@trunk, per_day: 5}]\n" + main,
			Good: "outbound:\n  allow: [{endpoint: PJSIP/_01X.@trunk, per_day: 5}, PJSIP/_0X.@trunk]\n" +
				main,
		},
		{Name: "table", Severity: source.Error, Beside: true,
			Summary: "A table that cannot be read.",
			Doc: "Its file is not there or is neither CSV nor YAML, or its column for the key is missing; see " +
				"[lookup](../lookup.md).",
			Bad:  "tables: {customers: {file: nowhere.csv, key: number}}\n" + main,
			Good: "tables: {customers: {rows: {\"1\": {name: Ann}}}}\n" + main,
		},
		{Name: "http-allow", Severity: source.Error, Beside: true,
			Summary: "A host in `http.allow` that is none.",
			Doc:     "Names, `*.example.org`, and addresses may stand there; see [http](../http.md).",
			Bad:     "http: {allow: [\"https://crm.example.com/\"]}\n" + main,
			Good:    "http: {allow: [crm.example.com]}\n" + main,
		},
		{Name: "ca-file", Severity: source.Error, Beside: true,
			Summary: "A file of authorities that cannot be read, or holds none.",
			Doc:     "It holds certificates in PEM, and begins in the folder of `ivr.yaml`.",
			Bad:     "http: {ca_file: nowhere.pem}\n" + main,
			Good:    main,
		},
		{Name: "duplicate-name", Severity: source.Error, Beside: true,
			Summary: "Two Asterisks of one name.",
			Doc:     "The name tells them apart in logs and in `call.asterisk`.",
			Bad: "asterisk:\n  - {name: a, password: x}\n  - {name: a, url: 'http://10.0.0.2:8088/ari', password: " +
				"x}\n" + main,
			Good: "asterisk:\n  - {name: a, password: x}\n  - {name: b, url: 'http://10.0.0.2:8088/ari', password: " +
				"x}\n" + main,
		},
	}...)
}

// heldOfSounds are those about prompts and who speaks them.
func heldOfSounds(main string) []Rule {
	return []Rule{
		{Name: "no-server", Severity: source.Error, Beside: true,
			Summary: "Prompts of one's own that Asterisk has nowhere to fetch from.",
			Doc:     "Asterisk fetches them over HTTP: `server.listen`, or `prompts.listen` for an Asterisk elsewhere.",
			Bad:     "server: {listen: none}\nprompts: {folder: prompts}\n" + main,
			Good:    "server: {listen: 127.0.0.1:8089}\nprompts: {folder: prompts}\n" + main,
		},
		{Name: "no-speech", Severity: source.Error, Beside: true,
			Summary: "A text to be spoken, and nobody who speaks it.",
			Doc:     "`prompts.speech` names a program or a service that speaks; see [prompts](../prompts.md).",
			Bad:     inMain("- say: {text: \"Good morning\"}\n"),
			Good: "server: {listen: 127.0.0.1:8089}\nprompts: {speech: {program: [espeak-ng, --stdout, \"{text}\"]}}\n" +
				inMain("- say: {text: \"Good morning\"}\n"),
		},
		{Name: "speech", Severity: source.Error, AlsoWarns: true, Beside: true,
			Summary: "Somebody who is to speak texts, and cannot.",
			Doc: "The settings under `prompts.speech` do not go together. That a program is not installed here is a " +
				"warning: it " +
				"may be where the daemon runs.",
			Bad: "server: {listen: 127.0.0.1:8089}\nprompts: {speech: {program: [no-such-program, \"{text}\"]}}\n" + main,
			Good: "server: {listen: 127.0.0.1:8089}\nprompts: {speech: {program: [espeak-ng, --stdout, \"{text}\"]}}\n" +
				main,
		},
		{Name: "prompt", Severity: source.Error, Beside: true,
			Summary: "A prompt that no call could play.",
			Doc:     "Its form is wrong: a scheme that is not known, digits that are none, a path that leads out of the folder.",
			Bad:     inMain("- play: \"digits:12x4\"\n"),
			Good:    inMain("- play: \"digits:1234\"\n"),
		},
		{Name: "missing-sound", Severity: source.Warning, Beside: true,
			Summary: "A prompt that an Asterisk does not have, as `ariapp check --asterisk` has asked.",
			Doc: "The call passes it over, or the caller hears it in another language. Install the sounds there, put the " +
				"prompt " +
				"into `prompts.folder`, or mend its name.",
			Bad:  inMain("- play: helo-world\n"),
			Good: main,
		},
		{Name: "prompts-folder", Severity: source.Error, Beside: true,
			Summary: "A folder of prompts that cannot be read.",
			Doc:     "`prompts.folder` begins in the folder of `ivr.yaml`.",
			Bad:     "prompts: {folder: nowhere}\n" + main,
			Good:    main,
		},
	}
}
