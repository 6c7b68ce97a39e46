package ari

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

// A keptConn is a connection of a [connPool], which belongs to one request at a time.
type keptConn struct {
	conn   net.Conn
	bound  io.LimitedReader // of conn, so that no answer is read without end
	reader *bufio.Reader
	out    []byte
	since  time.Time // when it was put down
	used   bool      // it has carried a request before
	keeps  bool      // it may carry another one, as far as that is its own business

	// Of the last request: whether something of it was sent, whether something of its answer came, and whether the
	// connection may carry another one.
	written, answered, reusable bool
}

func newKeptConn(conn net.Conn) *keptConn {
	c := &keptConn{conn: conn, keeps: canKeep(conn), bound: io.LimitedReader{R: conn}}
	c.reader = bufio.NewReader(&c.bound)
	return c
}

// close ends what is being written or read, too, as a deadline would not on a connection of somebody's that has none.
func (c *keptConn) close() { _ = c.conn.Close() }

// lives tells that the other side has neither ended the connection nor said anything unasked.
func (c *keptConn) lives() bool { return c.reader.Buffered() == 0 && isSilent(c.conn) }

// exchange sends a request and reads its answer.
func (c *keptConn) exchange(p *connPool, request *Request, target string) (*Response, error) {
	c.written, c.answered, c.reusable = false, false, false
	c.out = appendRequest(c.out[:0], p.head(), request, target)
	n, err := c.conn.Write(c.out)
	if c.written = n > 0; err != nil {
		return nil, lost(err)
	}
	c.bound.N = AnswerHeadMax
	if _, err := c.reader.Peek(1); err != nil {
		return nil, lost(err)
	}
	c.answered = true
	answer, err := readAnswer(c.reader, request.Method)
	switch {
	case err != nil && c.bound.N <= 0:
		return nil, fmt.Errorf("%w: its head is larger than %d bytes", ErrResponse, AnswerHeadMax)
	case err != nil:
		return nil, lost(err)
	}
	c.bound.N = AnswerHeadMax + 2*request.ResponseMax // a body in pieces has more bytes than it brings, and a trailer
	body, err := readBody(answer, request.ResponseMax)
	switch {
	case err != nil && c.bound.N <= 0:
		return nil, errBodyTooLarge(request.ResponseMax)
	case err != nil:
		return nil, err
	}
	c.reusable = c.keeps && !answer.Close && answer.StatusCode != http.StatusSwitchingProtocols
	return &Response{Status: answer.StatusCode, Body: body}, nil
}

// version ends the first line of a request.
const version = " HTTP/1.1\r\n"

// appendRequest writes a request as it travels: in one piece, as Asterisk waits for each.
func appendRequest(to []byte, head string, request *Request, target string) []byte {
	to = append(append(append(append(to, request.Method...), ' '), target...), head...)
	if request.Body != nil || request.Method != http.MethodGet {
		to = strconv.AppendInt(append(to, "Content-Length: "...), int64(len(request.Body)), 10)
		to = append(to, "\r\n"...)
	}
	if request.Body != nil {
		to = append(to, "Content-Type: application/json\r\n"...)
	}
	return append(append(to, "\r\n"...), request.Body...)
}

// readAnswer reads the head of an answer; what says only that it is yet to come is passed over.
func readAnswer(from *bufio.Reader, method string) (*http.Response, error) {
	for range InterimAnswersMax {
		answer, err := http.ReadResponse(from, &http.Request{Method: method})
		if err != nil || answer.StatusCode >= http.StatusOK || answer.StatusCode == http.StatusSwitchingProtocols {
			return answer, err
		}
	}
	return nil, fmt.Errorf("%w: more than %d interim answers", ErrResponse, InterimAnswersMax)
}

// readBody reads the body of an answer, whole.
func readBody(answer *http.Response, most int64) ([]byte, error) {
	size := answer.ContentLength
	switch {
	case size > most:
		return nil, errBodyTooLarge(most)
	case size == 0:
		return nil, nil
	case size > 0:
		body := make([]byte, size)
		if _, err := io.ReadFull(answer.Body, body); err != nil {
			return nil, fmt.Errorf("reading the response: %w", err)
		}
		return body, nil
	}
	body, err := io.ReadAll(io.LimitReader(answer.Body, most+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("reading the response: %w", err)
	case int64(len(body)) > most:
		return nil, errBodyTooLarge(most)
	}
	return body, nil
}

// lost names the end of a connection and keeps what it was, as others look for io.EOF to tell a server that hangs up.
func lost(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.ErrClosedPipe) {
		return fmt.Errorf("%w: %w", errConnectionLost, err)
	}
	return err
}
