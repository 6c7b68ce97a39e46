package main

import (
	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/flows/steps"
	"github.com/ariapp/ariapp/internal/schema"
)

func schemaCommand(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Prints the JSON Schema of ivr.yaml, for editors",
		Long: "Prints the JSON Schema (draft 2020-12) of ivr.yaml, with which editors complete the file and explain\n" +
			"its keys. With the schema beside the file, this line at the file's beginning is enough for those that\n" +
			"use the YAML language server:\n\n" +
			"  # yaml-language-server: $schema=ivr.schema.json",
		Example: "  ariapp schema > ivr.schema.json",
		Args:    cobra.NoArgs,
		RunE:    func(*cobra.Command, []string) error { return schema.Write(s.out, steps.All()) },
	}
}
