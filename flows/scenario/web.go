package scenario

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// web answers the requests of flows by a case's stubs.
type web struct{ run *running }

// errFailed is why a request fails where a test says failed.
var errFailed = errors.New("the test has it fail")

// stubErrors are the errors that a stub may give, by their names.
func stubErrors() map[string]error {
	return map[string]error{"timeout": flows.ErrTimeout, "refused": flows.ErrHostRefused,
		"breaker": flows.ErrBreakerOpen, "too_large": flows.ErrTooLarge, "failed": errFailed}
}

// Fetch answers a request by the first stub that fits and is not used up. A
// request without a stub ends the case.
func (w *web) Fetch(_ context.Context, req flows.Request) (flows.Response, error) {
	run := w.run
	r := run.result
	made := Made{Request: req.Method + " " + req.URL, At: run.phone.Elapsed(), Step: run.caller.step(), sent: req,
		after: len(r.Facts)}
	stub := w.choose(made.Request)
	if stub == nil {
		r.Requests = append(r.Requests, made)
		run.stop(Failure{Pos: placeOr(r.Case.Given.Places, "http", r.Case.Pos), Flow: run.caller.place,
			Message: "the flow asks for " + shown(made.Request) + ", and no stub of given.http answers that" +
				w.nearest(made.Request)})
		return flows.Response{}, fmt.Errorf("asking for %s: no stub answers that", made.Request)
	}
	response, err := stub.answer(cmp.Or(req.Timeout, run.setting.RequestTime, DefaultRequestTime))
	if made.Status = response.Status; err != nil {
		made.Status = 0
		err = fmt.Errorf("asking for %s: %w", made.Request, err)
	}
	r.Requests = append(r.Requests, made)
	run.caller.settle()
	return response, err
}

// choose is the stub that answers, nil for none.
func (w *web) choose(request string) *Stub {
	r := w.run.result
	for i := range r.Case.Given.HTTP {
		stub := &r.Case.Given.HTTP[i]
		if fitsRequest(stub.Request, request) && (stub.Times < 0 || r.Hits[i] < stub.Times) {
			r.Hits[i]++
			return stub
		}
	}
	return nil
}

// answer is what the stub gives, if it gives it within the time.
func (s *Stub) answer(within time.Duration) (flows.Response, error) {
	if s.Error != "" {
		took := s.After
		if s.Error == "timeout" && took == 0 {
			took = within
		}
		return flows.Response{Took: took}, stubErrors()[s.Error]
	}
	if s.After > within {
		return flows.Response{Took: within}, flows.ErrTimeout
	}
	response := flows.Response{Status: cmp.Or(s.Status, http.StatusOK), Body: []byte(s.Body), Took: s.After, Attempts: 1,
		Header: make(map[string]string, len(s.Header))}
	for _, header := range s.Header {
		response.Header[http.CanonicalHeaderKey(header.Name)] = header.Value
	}
	return response, nil
}
