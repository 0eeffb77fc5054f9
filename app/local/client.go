package local

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/practice/collect"
)

// Client asks the server that holds a data folder.
type Client struct {
	http *http.Client
	head http.Header
}

// dial looks for the server of a folder. found is false where nobody answers;
// a server that refuses this command is found.
func dial(ctx context.Context, cfg app.Config) (c *Client, found bool, err error) {
	name, err := db.Name(cfg.DB)
	if err != nil {
		return nil, true, err
	}
	c = &Client{head: http.Header{headerDB: {name}, headerCity: {cfg.City}}}
	c.http = &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (conn net.Conn, err error) {
		err = within(cfg.Data, func(address string) error {
			var d net.Dialer
			conn, err = d.DialContext(ctx, "unix", address)
			return err
		})
		return conn, err
	}}}
	hello, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err = c.ask(hello, http.MethodGet, "hello", nil, nil, nil)
	var gone *cut
	if errors.As(err, &gone) {
		return nil, false, err
	}
	return c, true, err
}

// Close lets go of the server.
func (c *Client) Close() error {
	c.http.CloseIdleConnections()
	return nil
}

// cut is a server that went away before it had answered.
type cut struct{ error }

func (c *cut) Unwrap() error { return c.error }

func lost(err error) error {
	return fault.New(fault.Unavailable, "local.lost", "与服务的连接中断，命令可能没有做完；请确认后重试").With(&cut{err})
}

// ask sends a request and follows its answer; tell, which may be nil, hears what
// comes before the end.
func (c *Client) ask(ctx context.Context, method, op string, body io.Reader, tell func(event), done any) error {
	req, err := http.NewRequestWithContext(ctx, method, "http://hengjian"+prefix+op, body)
	if err != nil {
		return err
	}
	req.Header = c.head.Clone()
	res, err := c.http.Do(req)
	if err != nil {
		return lost(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fault.New(fault.Unavailable, "local.version", "正在运行的服务与本命令版本不同，请先重启服务")
	}
	d := json.NewDecoder(res.Body)
	for {
		var e event
		if err := d.Decode(&e); err != nil {
			return lost(err)
		}
		switch {
		case e.Fault != nil:
			return e.Fault.err()
		case e.Done != nil:
			if done == nil {
				return nil
			}
			return json.Unmarshal(e.Done, done)
		case tell != nil:
			tell(e)
		}
	}
}

// post asks with a value.
func (c *Client) post(ctx context.Context, op string, v any, tell func(event), done any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return c.ask(ctx, http.MethodPost, op, bytes.NewReader(b), tell, done)
}

// Appoint asks for an administrator.
func (c *Client) Appoint(ctx context.Context, p app.NewPerson) (password string, err error) {
	err = c.post(ctx, "appoint", p, nil, &password)
	return password, err
}

// OpenAccount asks for an account or a new password.
func (c *Client) OpenAccount(ctx context.Context, account string) (password string, err error) {
	err = c.post(ctx, "account", account, nil, &password)
	return password, err
}

// DropCodes asks that one-time codes be turned off.
func (c *Client) DropCodes(ctx context.Context, account string) error {
	return c.post(ctx, "codes", account, nil, nil)
}

// MoveClock asks for the clock of a demo city.
func (c *Client) MoveClock(ctx context.Context, to clock.Instant) (now clock.Instant, err error) {
	err = c.post(ctx, "clock", to, nil, &now)
	return now, err
}

// CreateKey asks for a key.
func (c *Client) CreateKey(ctx context.Context, k Key) (secret string, err error) {
	err = c.post(ctx, "key", k, nil, &secret)
	return secret, err
}

// stopTime is how long a command that was told to end waits for the server to
// say where the import stands.
const stopTime = 15 * time.Second

// Import sends the file, as the server may not be allowed to read where it lies,
// and follows the import.
func (c *Client) Import(ctx context.Context, q Import, step func(collect.Progress)) (out Imported, err error) {
	f, err := q.open()
	if err != nil {
		return out, err
	}
	defer f.Close()
	if err := c.ask(ctx, http.MethodPost, "file", f, nil, &q.File); err != nil {
		return out, unsent(ctx, q, err)
	}
	var batch string
	var last collect.Progress
	begun := make(chan string, 1)
	follow, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	defer context.AfterFunc(ctx, func() {
		time.AfterFunc(stopTime, end)
		select {
		case id := <-begun:
			_ = c.post(follow, "stop", id, nil, nil) // how it went the import itself says
		case <-follow.Done():
		}
	})()
	err = c.post(follow, "import", q, func(e event) {
		if e.Batch != "" {
			batch = e.Batch
			begun <- batch
		}
		if e.Step != nil {
			last = *e.Step
			if step != nil {
				step(last)
			}
		}
	}, &out)
	var gone *cut
	if batch != "" && errors.As(err, &gone) {
		return out, interrupted(q.Name, batch, last.Done)
	}
	return out, err
}
