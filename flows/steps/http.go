package steps

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/ariapp/ariapp/flows"
)

func httpSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "http",
		Pace:    flows.Timed,
		Summary: "Asks a web service.",
		Doc: "Sends a request and waits for the response; what the caller keys in meanwhile is kept. What expressions " +
			"put into `url` is escaped, and they cannot change its host. `json` or `form` is the body. `result` gives " +
			"variables their values out of a JSON response, all or none, as the type that `vars` declares them with wants " +
			"them. What fails (no response in time, a status " +
			"that is not in `ok`, no JSON where `result` wants it, a host that is not allowed) is tried again where " +
			"that is safe, then fails the step, for `on_error`; `steps.<id>` says what came. Secrets may stand in " +
			"`headers`, `json` and `form`, never in `url`. The rules for hosts, retries, breakers and signatures " +
			"are on [http](../http.md).",
		Short: "url", Offline: true,
		Fields: httpFields(),
		Result: []flows.Result{
			{Name: "status", Zero: "", Doc: "`ok`, or why it failed: `status`, `timeout`, `refused`, `breaker`, " +
				"`too_large`, `bad_response` or `failed`."},
			{Name: "code", Zero: 0, Doc: "The HTTP status; 0 without a response."},
			{Name: "json", Zero: nil, Doc: "The response, if it is JSON."},
			{Name: "text", Zero: "", Doc: "The response, if it is not."},
			{Name: "attempts", Zero: 0, Doc: "How many requests were made; 0 when the cache had the response."},
			{Name: "stale", Zero: false, Doc: "Whether the response is an old one (`stale_on_error`)."},
		},
		Example: "- http:\n    id: crm\n    url: https://crm.example.com/customers?number=${call.from}\n    cache: 1m\n" +
			"    result: {customer: name, vip: flags.vip}\n    filler: one-moment-please\n" +
			"    on_error: {set: {customer: '', vip: false}}\n",
		New: newHTTP,
	}
}

func httpFields() []flows.Field {
	return []flows.Field{
		{Name: "url", Type: flows.URL, Required: true, Doc: "The address."},
		{Name: "method", Type: flows.OneOf("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"),
			Doc: "The method; GET, or POST with a body."},
		{Name: "query", Type: mapOf(flows.Text), Doc: "Parameters behind the `?`."},
		{Name: "headers", Type: mapOf(flows.Sealed), Doc: "Headers."},
		{Name: "json", Type: treeType(), Doc: "The body, sent as JSON: any mapping, list or value."},
		{Name: "form", Type: mapOf(flows.Sealed), Doc: "The body, sent as a form."},
		{Name: "ok", Type: codesType(), Default: "2xx", Doc: "Statuses that count as good: `200`, `2xx`, or a list."},
		{Name: "result", Type: mappingType(), Doc: "Variables and their places in the JSON response."},
		{Name: "timeout", Type: flows.Duration, Doc: "How long each attempt may take; `http.timeout`, 3s."},
		{Name: "budget", Type: flows.Duration, Doc: "How long all attempts may take; `http.budget`, 10s."},
		{Name: "retries", Type: flows.Whole, Doc: "How often to try again; `http.retries`, 2."},
		{Name: "cache", Type: flows.Duration, Doc: "How long a response to a GET serves other calls too."},
		{Name: "stale_on_error", Type: flows.Bool, Default: "false",
			Doc: "Whether an old response serves when no new one can be had."},
		{Name: "sign", Type: flows.Named("signing key"), Doc: "The key of `http.keys` to sign the request with."},
		{Name: "filler", Type: flows.Media, Doc: "What the caller hears while it takes long, again and again."},
		{Name: "filler_after", Type: flows.Duration, Default: "2s", Doc: "After how long."},
	}
}

type httpStep struct {
	request     request
	ok          codes
	result      mapping
	filler      []flows.Value[string]
	fillerAfter flows.Value[time.Duration]
}

func newHTTP(a flows.Args) flows.Step {
	return &httpStep{request: newRequest(a), ok: flows.Get[codes](a, "ok"), result: flows.Get[mapping](a, "result"),
		filler:      flows.Get[[]flows.Value[string]](a, "filler"),
		fillerAfter: flows.Get[flows.Value[time.Duration]](a, "filler_after")}
}

func (h *httpStep) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	fetcher := r.World().HTTP
	if fetcher == nil {
		return flows.Next{}, flows.ErrNotHere
	}
	req, err := h.request.evaluate(r)
	if err != nil {
		return flows.Next{}, err
	}
	filler, err := h.newFiller(r)
	if err != nil {
		return flows.Next{}, err
	}
	fetch := func(ctx context.Context) (any, error) { return fetcher.Fetch(ctx, req) }
	result, err := filler.waitFor(ctx, r, r.Once(fetch))
	if err != nil && !flows.IsFailure(ctx, err) {
		return flows.Next{}, err
	}
	response, _ := result.(flows.Response)
	if err == nil {
		err = h.accept(r, response)
	}
	values := answerOf(response)
	values["status"] = statusOf(err)
	r.SetResult(values)
	return flows.Advance(), err
}

// accept takes what the response gives, unless it is none that counts as good.
func (h *httpStep) accept(r *flows.Run, response flows.Response) error {
	if !h.ok.has(response.Status) {
		return refusedStatus(response.Status)
	}
	if len(h.result.names) == 0 {
		return nil
	}
	value, isJSON := readJSON(response)
	if !isJSON {
		return notJSON(response)
	}
	return h.result.take(r, value)
}

// statusOf is the step's result's status for what went wrong.
func statusOf(err error) string {
	for _, known := range []struct {
		err    error
		status string
	}{{errStatus, "status"}, {errResponse, "bad_response"}, {flows.ErrTimeout, "timeout"},
		{flows.ErrHostRefused, "refused"}, {flows.ErrBreakerOpen, "breaker"}, {flows.ErrTooLarge, "too_large"}} {
		if errors.Is(err, known.err) {
			return known.status
		}
	}
	if err != nil {
		return "failed"
	}
	return "ok"
}

// answerOf is the step's result of a response.
func answerOf(response flows.Response) map[string]any {
	values := map[string]any{"code": response.Status, "attempts": response.Attempts, "stale": response.Stale}
	if value, isJSON := readJSON(response); isJSON {
		values["json"] = value
	} else if response.Status != 0 && response.Status != http.StatusNoContent {
		values["text"] = clipText(response.Body)
	}
	return values
}
