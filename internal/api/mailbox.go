package api

import (
	"context"
	"errors"
	"net/http"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/voicemail"
)

// Mailboxes are looked after; a voicemail.Desk does it.
type Mailboxes interface {
	Accounts(ctx context.Context) ([]voicemail.Account, error)
	Messages(ctx context.Context, mailbox string) ([]voicemail.Filed, error)
	Message(ctx context.Context, mailbox, id string) (voicemail.Filed, error)
	Sound(ctx context.Context, mailbox, id string) ([]byte, error)
	Delete(ctx context.Context, mailbox, id string) error
	ResetPIN(ctx context.Context, mailbox string) error
}

func (h *house) mailboxRoutes() []Route {
	const messages, message = "/mailboxes/{mailbox}/messages", "/mailboxes/{mailbox}/messages/{id}"
	return []Route{
		{Method: http.MethodGet, Path: "/mailboxes", Summary: "The mailboxes, with what is in them.", Scope: Read,
			Response: []voicemail.Account{}, Serve: h.mailboxes(func(a *Asked, boxes Mailboxes) (any, error) {
				return boxes.Accounts(a.Context())
			})},
		{Method: http.MethodGet, Path: messages, Scope: Read, Response: []voicemail.Filed{},
			Summary: "The messages of a mailbox in all folders, the youngest first.",
			Serve: h.mailboxes(func(a *Asked, boxes Mailboxes) (any, error) {
				return boxes.Messages(a.Context(), a.PathValue("mailbox"))
			})},
		{Method: http.MethodGet, Path: message, Summary: "One message.", Scope: Read, Response: voicemail.Filed{},
			Serve: h.mailboxes(func(a *Asked, boxes Mailboxes) (any, error) {
				return boxes.Message(a.Context(), a.PathValue("mailbox"), a.PathValue("id"))
			})},
		{Method: http.MethodGet, Path: message + "/sound", Summary: "The sound of a message.", Scope: Control,
			Doc: "Who may only read does not hear what others were told.", Produces: "application/octet-stream",
			Serve: h.mailboxes(func(a *Asked, boxes Mailboxes) (any, error) {
				sound, err := boxes.Sound(a.Context(), a.PathValue("mailbox"), a.PathValue("id"))
				return file(sound), err
			})},
		{Method: http.MethodDelete, Path: message, Summary: "Deletes a message, as its owner does.", Scope: Control,
			Serve: h.mailboxes(func(a *Asked, boxes Mailboxes) (any, error) {
				return nil, boxes.Delete(a.Context(), a.PathValue("mailbox"), a.PathValue("id"))
			})},
		{Method: http.MethodPost, Path: "/mailboxes/{mailbox}/reset-pin", Scope: Control,
			Summary: "Makes the PIN of ivr.yaml the mailbox's again, and unlocks it.",
			Serve: h.mailboxes(func(a *Asked, boxes Mailboxes) (any, error) {
				return nil, boxes.ResetPIN(a.Context(), a.PathValue("mailbox"))
			})},
	}
}

// mailboxes serves what is asked of the mailboxes, and says what is not there.
func (h *house) mailboxes(serve func(*Asked, Mailboxes) (any, error)) func(*Asked) (any, error) {
	return func(a *Asked) (any, error) {
		if h.Mailboxes == nil {
			return nil, problem(http.StatusNotImplemented, "this daemon has no mailboxes", "")
		}
		answer, err := serve(a, h.Mailboxes)
		switch {
		case errors.Is(err, flows.ErrNoMailbox):
			return nil, problem(http.StatusNotFound, "there is no mailbox "+a.PathValue("mailbox"),
				"a number that GET /mailboxes shows")
		case errors.Is(err, voicemail.ErrNoMessage):
			return nil, problem(http.StatusNotFound, "there is no message "+a.PathValue("id"),
				"an id that GET /mailboxes/"+a.PathValue("mailbox")+"/messages shows")
		case errors.Is(err, voicemail.ErrNoSound):
			return nil, problem(http.StatusConflict, err.Error(), "")
		case err != nil:
			return nil, err
		}
		return answer, nil
	}
}
