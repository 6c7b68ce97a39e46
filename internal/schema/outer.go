package schema

import (
	"strings"

	"github.com/ariapp/ariapp/flows/schedule"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/config"
)

const (
	appForm     = `^[A-Za-z0-9_.-]{1,60}$`
	listedForm  = `^[A-Za-z][A-Za-z0-9_-]{0,59}$`
	addressForm = `^none$|:[0-9]+$`
)

// outerKeys are the keys around the flows.
func outerKeys() []key {
	d := config.Default()
	return []key{
		{"agents", "Who takes the calls of queues, by number.", agents(), nil},
		{"api", "Who may use the API for programs, /api/v1.", apiAccess(d.API), nil},
		{"app", "The daemon itself.", app(d.App), nil},
		{"asterisk", "One Asterisk, or a list of several.", asterisks(), nil},
		{"cluster", "Where several instances meet.", cluster(d.Cluster), nil},
		{"server", "The daemon's own HTTP server: health, metrics and commands.", orNothing(mapping("",
			key{"listen", "Its address, or none for no server.", address(), d.Server.Listen},
			key{"token", "What commands must carry; without it they are taken from this machine only.",
				single(), nil},
			key{"tls_cert", "A PEM file of the server's certificate, for HTTPS.", single(), nil},
			key{"tls_key", "A PEM file of the certificate's key.", single(), nil})), nil},
		{"conferences", "How many conferences there may be, and how large.", conferences(d.Conferences), nil},
		{"http", "Rules for the requests of flows.", requests(), nil},
		{"jobs", "How calls are made that are kept for later.", jobs(d.Jobs), nil},
		{"journal", "What is written down of calls.", journal(d.Journal), nil},
		{"mailboxes", "Where messages for people are, by number.", mailboxes(), nil},
		{"messages", "What becomes of texts that telephones send.", messages(d.Messages), nil},
		{"outbound", "Whom one may call, beside the endpoints that steps write out.", outbound(), nil},
		{"parking", "The slots of each parking, by its name: 701-720.", parking(), nil},
		{"prompts", "Where sounds are.", prompts(d.Prompts), nil},
		{"queue_log", "A file in app_queue's format, for programs that read such; none without it.", queueLog(d.QueueLog),
			nil},
		{"queues", "Where callers wait for agents, by name.", queues(), nil},
		{"recordings", "Where recordings are taken to from Asterisk: a folder or a web server.",
			recordings(d.Recordings), nil},
		{"records", "A row of each call and each leg, in a database; none for no records.", records(d.Records), nil},
		{"secrets", "Values for ${secrets.…}, which no log and no trace shows.", secrets(), nil},
		{schedule.Key, "When it is open, for the step hours, by name.", schedules(), nil},
		{"smtp", "The server that takes letters about new messages.", smtp(d.SMTP), nil},
		{"supervise", "What supervisors may do to the talks of agents; nothing without it.", supervise(), nil},
		{"tables", "What the step lookup looks keys up in, by name.", tables(), nil},
		{"voicemail", "What holds for all mailboxes.", voicemail(d.Voicemail), nil},
	}
}

func app(d config.App) node {
	return orNothing(mapping("",
		key{"name", "The application in the dialplan's Stasis(NAME).",
			node{"type": []string{"string", "number"}, "pattern": orForms(appForm, computed)}, d.Name},
		key{"max_calls", "How many calls may be under way; further ones go back to the dialplan.",
			positive(), d.MaxCalls},
		key{"answer_delay", "The time between answer and first sound; callers miss what comes sooner.",
			wait(), span(d.AnswerDelay)},
		key{"drain_timeout", "How long calls may come to their own end when the daemon stops.",
			wait(), span(d.DrainTimeout)},
		key{"at_stop", "What becomes of calls when the daemon stops: they wait for the next, or go back to the dialplan.",
			choice("keep", "dialplan"), d.AtStop},
		key{"apology", "What callers hear when their flow fails: a prompt or a list of prompts.",
			listOr(single(), 0), strings.Join(d.Apology, " ")},
		key{"log_level", "How much is logged.", choice("debug", "info", "warn", "error"), d.LogLevel},
		key{"data", "The folder of what outlives the daemon; data beside this file, or what systemd gives.",
			single(), nil},
		key{"zone", "Where the office is, such as Europe/Berlin: its midnight begins the day of queues, of agents and " +
			"of the caps of outbound. The machine's without it.", single(), nil},
	))
}

func cluster(d config.Cluster) node {
	replicas := whole()
	replicas["minimum"], replicas["maximum"] = 0, replicasMax
	return orNothing(mapping("",
		key{"nats", "The URL of a NATS cluster; without it every instance is on its own.", single(), nil},
		key{"instance", "The name of this instance: letters, digits and -; made up once, in app.data, without it.",
			node{"type": []string{"string", "number"}, "pattern": orForms("^$", config.InstanceForm, computed)}, nil},
		key{"lease", "How long an instance may be silent before others take its calls, 1s to 60s.", text(spanForm),
			span(d.Lease)},
		key{"secret", "The same at all instances: what callers enter in secret is sealed with a key made of it.", single(),
			nil},
		key{"credentials", "A file of NATS credentials; the account comes with them.", single(), nil},
		key{"ca_file", "A PEM file of the authorities to trust instead of the system's.", single(), nil},
		key{"cert_file", "A PEM file of this instance's certificate, where the cluster asks for one.", single(), nil},
		key{"key_file", "A PEM file of the certificate's key.", single(), nil},
		key{"replicas", "How many servers of the cluster keep what has to be made there; 0 for as many as it has, up to 3.",
			replicas, d.Replicas},
	))
}

func asterisks() node {
	d := defaults("asterisk: {password: x}").Asterisk[0]
	one := orNothing(mapping("An Asterisk, and how to reach it.",
		key{"name", "Its name in logs, and call.asterisk in flows.", single(), d.Name},
		key{"url", "Where its REST interface is.", text(webForm), d.URL},
		key{"username", "A user of ari.conf.", single(), d.Username},
		key{"password", "The user's password.", single(), nil},
		key{"api_key", "User and password in one, as user:password, instead of the two.", single(), nil},
		key{"ca_file", "A PEM file of the authorities to trust instead of the system's.", single(), nil},
		key{"transport", "What carries requests: http, a pool of connections, or websocket, one for all.",
			choice("http", "websocket"), d.Transport},
		key{"orphans", "What becomes of callers found without a flow after a lost connection.",
			choice("adopt", "continue", "hangup"), d.Orphans},
		key{"reach", "How telephones of other Asterisks are dialled here, by their names: {b: 'PJSIP/{user}@to-b'}.",
			orNothing(byName(node{"type": "string", "pattern": orForms(`\{user\}`, computed)}, "")), nil},
	))
	one["anyOf"] = []node{{"type": "null"}, {"required": []string{"password"}}, {"required": []string{"api_key"}}}
	return anyOf(one, node{"type": "array", "items": one})
}

func requests() node {
	retries := whole()
	retries["minimum"], retries["maximum"] = 0, retriesMax
	return orNothing(mapping("",
		key{"allow", "The hosts that requests may go to; without it every host but this machine and its neighbours.",
			listOr(single(), 0), nil},
		key{"timeout", "How long each attempt may take; 3s without it.", wait(), nil},
		key{"budget", "How long all attempts of a request may take; 10s without it.", wait(), nil},
		key{"retries", "How often a request is tried again; 2 without it.", retries, nil},
		key{"max_response", "How many bytes a response may have.", positive(), nil},
		key{"ca_file", "A PEM file of the authorities to trust instead of the system's.", single(), nil},
		key{"keys", "Keys to sign requests with, by name.", secrets(), nil},
	))
}

func journal(d config.Journal) node {
	return orNothing(mapping("",
		key{"folder", "Where: a folder, or none for no journal; journal in app.data without it.", single(), nil},
		key{"max_file", "How many bytes a file may have before the next one is begun.", positive(), d.MaxFile},
		key{"keep", "How many full files are kept.", positive(), d.Keep},
		key{"answers", "Whether what services, tables and the store answered is written too; replay needs it.",
			anyOf(node{"type": "boolean"}, choice("true", "false")), d.Answers},
	))
}

func recordings(d config.Recordings) node {
	return orNothing(mapping("",
		key{"folder", "A folder of this machine; without it and url recordings stay in Asterisk.", single(), nil},
		key{"url", "A web server, below which each recording is put.", text(webForm), nil},
		key{"method", "How it is put there.", choice("PUT", "POST"), d.Method},
		key{"headers", "What goes with the request.", secrets(), nil},
		key{"name", "Where a recording is put: a path with {yyyy}, {mm}, {dd}, {hh}, {mi}, {name}, {id}, {call}, {leg}, " +
			"{from}, {to}, {asterisk} and {format}.", single(), d.Name},
		key{"format", "The format of recordings whose step names none.",
			text(`^[A-Za-z0-9]{1,12}$`), d.Format},
		key{"delete", "Whether they are deleted from Asterisk when they have arrived.",
			anyOf(node{"type": "boolean"}, choice("true", "false")), d.Delete},
		key{"keep", "How long they stay in the folder: days such as 90d, a duration from 1h, or forever.",
			text(`^[+]?[0-9]+d$|^forever$|` + spanForm), "90d"},
	))
}

func records(d config.Records) node {
	return anyOf(choice("none"), orNothing(mapping("",
		key{"dsn", "The database: postgres://user:password@host/database or sqlite:path; SQLite in app.data without it.",
			text(`^postgres(ql)?://|^sqlite:(/?[^/]|/$)`), nil},
		key{"keep", "How long calls are kept: days such as 90d, a duration from 1h, or forever.",
			text(`^[+]?[0-9]+d$|^forever$|` + spanForm), "90d"},
		key{"events", "Whether what happens in calls is kept beside the rows.",
			anyOf(node{"type": "boolean"}, choice("true", "false")), d.Events},
	)))
}

func prompts(d config.Prompts) node {
	return orNothing(mapping("",
		key{"prefix", "A folder put before bare names: acme/ makes acme/welcome of welcome.", single(), d.Prefix},
		key{"folder", "A folder with prompts of your own.", single(), nil},
		key{"language", "What is heard where a prompt is not there in the call's language.",
			text(languageForm), d.Language},
		key{"listen", "An address that serves nothing but prompts, for an Asterisk elsewhere; none for the server's.",
			address(), nil},
		key{"url", "Under which URL Asterisk reaches that address.", text(webForm), nil},
		key{"speech", "What speaks texts: a program or a service.", orNothing(mapping("",
			key{"program", "The program and its arguments; {voice}, {language} and {text} stand for what is spoken.",
				listOr(single(), 0), nil},
			key{"url", "A service that takes a POST.", text(webForm), nil},
			key{"headers", "What goes with the request.", secrets(), nil},
			key{"body", "The request's body, with the words that program has; JSON if it begins with {.", single(), nil},
			key{"voices", "Names of voices by language; the language itself without one.", byName(single(), ""), nil},
			key{"timeout", "How long one text may take.", wait(), span(d.Speech.Timeout)},
		)), nil},
	))
}

func secrets() node { return orNothing(byName(single(), listedForm)) }

func tables() node {
	d := defaults("tables: {t: x}").Tables[0]
	cell := node{"type": []string{"string", "number", "boolean", "null"}}
	one := mapping("A file, a query to a database, or rows that stand here.",
		key{"file", "The path of a CSV or YAML file; it is read anew when it changes.", single(), nil},
		key{"format", "What the file is; by its name without it.", choice("csv", "yaml"), nil},
		key{"key", "The column that holds the key.", single(), nil},
		key{"delimiter", "What parts the columns of CSV, one character; a comma without it.", single(), nil},
		key{"normalise", "How keys that are written differently are made the same.", choice("none", "phone"), "none"},
		key{"dsn", "The database.", single(), nil},
		key{"query", "What it is asked, with one parameter: the key.", single(), nil},
		key{"rows", "The table itself: rows by their key, each a mapping of columns to values.",
			byName(byName(cell, ""), ""), nil},
		key{"timeout", "How long the query may take.", wait(), span(d.Timeout)},
	)
	return orNothing(byName(anyOf(single(), one), listedForm))
}

// defaults is what the reader fills in; it is asked, as its defaults inside of lists have no name.
func defaults(text string) config.Config {
	doc, _ := source.Parse("defaults", text)
	c, _ := config.Read(doc, func(string) (string, bool) { return "", false })
	return c
}

// text is a text of some form, or one from the environment.
func text(form string) node { return node{"type": "string", "pattern": orForms(form, computed)} }

// choice is one of some words, or one from the environment.
func choice(all ...string) node {
	return anyOf(words(all), node{"type": "string", "pattern": computed})
}

// wait is a time span as the outer part reads it: with a unit, or 0.
func wait() node {
	return node{"type": []string{"string", "integer"}, "minimum": 0, "maximum": 0,
		"pattern":             orForms(spanForm, computed, "^[+-]?0$"),
		"patternErrorMessage": "It must be a duration such as 5s or 500ms."}
}

// address is where a server listens.
func address() node { return text(addressForm) }
