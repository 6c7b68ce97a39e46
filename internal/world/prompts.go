package world

import (
	"context"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/media"
)

// Prepare makes ready what the program's calls shall hear.
func (w *World) Prepare(context.Context, *flows.Program) error { return nil }

// Resolver finds the media of prompts.
func (w *World) Resolver() media.Resolver { return media.Resolver{Prefix: w.settings.Prompts.Prefix} }
