package api

import "slices"

// routes is the table of all that the API does, in the order of the document.
func (h *house) routes() []Route {
	return slices.Concat(
		h.documentRoutes(),
		h.originateRoutes(),
		h.callRoutes(),
		h.jobRoutes(),
		h.linkRoutes(),
		h.callbackRoutes(),
		h.mailboxRoutes(),
		h.queueRoutes(),
		h.agentRoutes(),
		h.clusterRoutes(),
		h.handRoutes(),
	)
}
