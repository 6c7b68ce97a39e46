package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/internal/control"
	"github.com/ariapp/ariapp/internal/jobs"
)

func jobsCommand(s streams) *cobra.Command {
	group := &cobra.Command{
		Use: "jobs", Short: "Shows calls that are made later, and checks call files",
		Example: "  ariapp jobs list\n  ariapp jobs cancel job-k3vq1m0p6c2w8d5f\n  ariapp jobs check reminder.call",
	}
	file := group.PersistentFlags().StringP("config", "c", defaultFile, "the `file` that the daemon serves")
	group.AddCommand(listJobs(s, file), showJob(s, file), cancelJob(s, file), checkCallFile(s, file))
	return group
}

func listJobs(s streams, file *string) *cobra.Command {
	status, output := "", "text"
	command := &cobra.Command{
		Use: "list", Short: "Lists the jobs, the youngest first", Args: cobra.NoArgs,
		Example: "  ariapp jobs list --status waiting\n  ariapp jobs list --output json",
		RunE: func(command *cobra.Command, _ []string) error {
			if status != "" && !slices.Contains(jobs.Statuses(), status) {
				return usagef("--status %q: possible are %s", status, strings.Join(jobs.Statuses(), ", "))
			}
			if output != "text" && output != "json" {
				return usagef("--output %q: use text or json", output)
			}
			var list []jobs.Job
			err := askJobs(command.Context(), *file, http.MethodGet, "?limit=1000&status="+url.QueryEscape(status), &list)
			switch {
			case err != nil:
				return err
			case output == "json":
				return printJSON(s.out, list)
			}
			rows := [][]string{{"ID", "STATUS", "ENDPOINT", "ATTEMPTS", "NEXT", "BY", "REASON"}}
			for _, job := range list {
				next := ""
				if !job.Next.IsZero() {
					next = job.Next.Local().Format("2006-01-02 15:04:05")
				}
				rows = append(rows, []string{job.ID, string(job.Status), job.Order.Endpoint,
					fmt.Sprintf("%d/%d", len(job.Attempts), job.Plan.MaxRetries+1), next, job.By, job.Reason})
			}
			return printTable(s.out, rows)
		},
	}
	command.Flags().StringVar(&status, "status", "", "only those with this `status`")
	command.Flags().StringVar(&output, "output", "text", "how they are printed: `text or json`")
	return command
}

func showJob(s streams, file *string) *cobra.Command {
	return &cobra.Command{
		Use: "show ID", Short: "Shows one job, as JSON", Args: cobra.ExactArgs(1),
		Example: "  ariapp jobs show job-k3vq1m0p6c2w8d5f",
		RunE: func(command *cobra.Command, args []string) error {
			var job jobs.Job
			err := askJobs(command.Context(), *file, http.MethodGet, "/"+url.PathEscape(args[0]), &job)
			if err != nil {
				return err
			}
			return printJSON(s.out, job)
		},
	}
}

func cancelJob(s streams, file *string) *cobra.Command {
	return &cobra.Command{
		Use: "cancel ID", Short: "Cancels a job; one that rings is not tried again", Args: cobra.ExactArgs(1),
		Example: "  ariapp jobs cancel job-k3vq1m0p6c2w8d5f",
		RunE: func(command *cobra.Command, args []string) error {
			var job jobs.Job
			err := askJobs(command.Context(), *file, http.MethodDelete, "/"+url.PathEscape(args[0]), &job)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(s.out, "%s is %s\n", job.ID, job.Status)
			return err
		},
	}
}

// askJobs asks the daemon for something about its jobs.
func askJobs(ctx context.Context, file, method, path string, answer any) error {
	return withDaemon(file, func(daemon *control.Client) error {
		return daemon.Hand("").Ask(ctx, method, "/jobs"+path, nil, answer)
	})
}

func checkCallFile(s streams, file *string) *cobra.Command {
	return &cobra.Command{
		Use: "check FILE...", Short: "Checks call files, without calling anybody", Args: cobra.MinimumNArgs(1),
		Long:    "Reads call files as the daemon does, and says what is wrong with them. Whom one may call is not looked at.",
		Example: "  ariapp jobs check reminder.call",
		RunE: func(_ *cobra.Command, args []string) error {
			loaded, err := usableFile(s, *file)
			if err != nil {
				return err
			}
			wrong := false
			for _, name := range args {
				text, err := os.ReadFile(name)
				if err != nil {
					return unreadableError{fmt.Errorf("reading a call file: %w", err)}
				}
				_, findings := jobs.ParseCallFile(string(text), loaded.Config.App.Name)
				for _, finding := range findings {
					wrong = true
					fmt.Fprintf(s.out, "%s: %s\n", name, finding)
				}
			}
			if wrong {
				return errFindings
			}
			return nil
		},
	}
}
