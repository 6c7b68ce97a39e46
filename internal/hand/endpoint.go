package hand

import (
	"context"
	"strconv"
	"strings"

	"github.com/ariapp/ariapp/ari"
)

// Endpoints are all endpoints that an Asterisk has.
func Endpoints() Operation[Nothing, []ari.Endpoint] {
	return Operation[Nothing, []ari.Endpoint]{Route{"GET", "/endpoints", "The endpoints of an Asterisk.", false},
		func(ctx context.Context, c *ari.Client, _ Nothing) ([]ari.Endpoint, error) {
			return c.Endpoints.List(ctx)
		}}
}

// EndpointOrder names an endpoint.
type EndpointOrder struct {
	Tech     string `json:"-" path:"tech"`
	Resource string `json:"-" path:"resource"`
}

// ParseEndpoint reads TECH/RESOURCE.
func ParseEndpoint(text string) (EndpointOrder, error) {
	tech, resource, found := strings.Cut(text, "/")
	if !found || tech == "" || resource == "" {
		return EndpointOrder{}, orderf("the endpoint %q: TECH/NAME such as PJSIP/100 is possible", text)
	}
	return EndpointOrder{tech, resource}, nil
}

// Endpoint is one.
func Endpoint() Operation[EndpointOrder, *ari.Endpoint] {
	return Operation[EndpointOrder, *ari.Endpoint]{Route{"GET", "/endpoints/{tech}/{resource}", "One endpoint.", false},
		func(ctx context.Context, c *ari.Client, o EndpointOrder) (*ari.Endpoint, error) {
			return c.Endpoints.Get(ctx, o.Tech, o.Resource)
		}}
}

// MessageOrder is a text that an endpoint is sent.
type MessageOrder struct {
	Tech     string `json:"-" path:"tech"`
	Resource string `json:"-" path:"resource"`
	// From is an address of its own, as the technology has them.
	From string `json:"from"`
	Body string `json:"body"`
}

func (o MessageOrder) check() error {
	switch {
	case o.From == "":
		return orderf("from is empty: who sends the message, such as pjsip:alice@example.com")
	case o.Body == "" || len(o.Body) > messageMax:
		return orderf("the message has %d bytes: 1 to %d are possible", len(o.Body), messageMax)
	}
	return nil
}

func (o MessageOrder) reaches() []string { return []string{o.Tech + "/" + o.Resource} }

// SendMessage sends a text to an endpoint.
func SendMessage() Operation[MessageOrder, Nothing] {
	return Operation[MessageOrder, Nothing]{
		Route{"POST", "/endpoints/{tech}/{resource}/message", "Sends a text to an endpoint.", true},
		func(ctx context.Context, c *ari.Client, o MessageOrder) (Nothing, error) {
			return nothing(c.Endpoints.SendMessageToEndpoint(ctx, o.Tech, o.Resource,
				ari.EndpointsSendMessageToEndpointParams{From: o.From, Body: &o.Body}))
		}}
}

// EndpointTable is endpoints for people.
func EndpointTable(endpoints []ari.Endpoint) [][]string {
	rows := [][]string{{"ENDPOINT", "STATE", "CHANNELS"}}
	for _, e := range endpoints {
		state := ""
		if e.State != nil {
			state = string(*e.State)
		}
		rows = append(rows, []string{e.Technology + "/" + e.Resource, state, strconv.Itoa(len(e.ChannelIDs))})
	}
	return rows
}
