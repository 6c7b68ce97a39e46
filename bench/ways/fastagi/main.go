// Command fastagi handles the measured call over FastAGI: the dialplan connects a socket for each call, and the program
// tells it one command after another.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"strings"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:4573", "where the dialplan's AGI() connects")
	flag.Parse()
	listener, err := net.Listen("tcp", *listen)
	if err != nil {
		fmt.Fprintln(os.Stderr, "fastagi:", err)
		os.Exit(1)
	}
	for {
		conn, err := listener.Accept()
		if err != nil {
			fmt.Fprintln(os.Stderr, "fastagi:", err)
			os.Exit(1)
		}
		go func() {
			defer conn.Close()
			_ = serve(conn) // a caller who hangs up ends it
		}()
	}
}

func serve(conn net.Conn) error {
	lines := bufio.NewReader(conn)
	for { // the variables of the call, up to an empty line
		line, err := lines.ReadString('\n')
		if err != nil {
			return err
		}
		if strings.TrimSpace(line) == "" {
			break
		}
	}
	for _, command := range []string{"ANSWER", "GET DATA beep 5000 1", `STREAM FILE beep ""`, "HANGUP"} {
		if _, err := fmt.Fprintln(conn, command); err != nil {
			return err
		}
		line, err := lines.ReadString('\n')
		if err != nil {
			return err
		}
		if !strings.HasPrefix(line, "200 ") {
			return errors.New(line)
		}
	}
	return nil
}
