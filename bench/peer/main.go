package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"time"
)

type options struct {
	rows     int
	clients  int
	seconds  float64
	rounds   int
	hengjian string
	sync     string
}

func main() {
	if len(os.Args) == 4 && os.Args[1] == "pocketbase" { // the peer's own process
		check(servePocketBase(os.Args[2], os.Args[3]))
		return
	}
	var o options
	flag.IntVar(&o.rows, "rows", 100_000, "businesses in both registers")
	flag.IntVar(&o.clients, "clients", 8, "clients asking at once")
	flag.Float64Var(&o.seconds, "seconds", 4, "length of one measurement")
	flag.IntVar(&o.rounds, "rounds", 5, "measurements of each, in turns; the median counts")
	flag.StringVar(&o.hengjian, "hengjian", "../../bin/hengjian", "the product's binary")
	flag.StringVar(&o.sync, "sync", "normal", "synchronous of PocketBase: normal (as shipped) or full (as Hengjian)")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	check(run(ctx, o))
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "peer:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) (err error) {
	dir, err := os.MkdirTemp("", "hengjian-peer.")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	file := filepath.Join(dir, "register.csv")
	if err := register(ctx, file, o.rows); err != nil {
		return fmt.Errorf("making the register: %w", err)
	}
	h, exported, err := startHengjian(ctx, o, dir, file)
	if err != nil {
		return fmt.Errorf("starting hengjian: %w", err)
	}
	defer h.stop()
	p, err := startPocketBase(ctx, o, dir, exported)
	if err != nil {
		return fmt.Errorf("starting pocketbase: %w", err)
	}
	defer p.stop()
	return compare(ctx, o, h, p)
}

// register writes the rows both sides are given.
func register(ctx context.Context, file string, rows int) error {
	out, err := os.Create(file)
	if err != nil {
		return err
	}
	c := exec.CommandContext(ctx, "go", "run", "./bench/register", "-rows", fmt.Sprint(rows))
	c.Dir, c.Stdout, c.Stderr = "../..", out, os.Stderr
	return errors.Join(c.Run(), out.Close())
}

// side is one of the two, ready to be asked.
type side struct {
	name     string
	base     string
	header   map[string]string
	ids      []string               // of records there
	get      func(id string) string // path of one record
	lists    map[string]string      // name → path of a filtered list with total
	create   func(n int) (path string, body map[string]any)
	stop     func()
	settings string
}

func within(ctx context.Context, limit time.Duration, ready func() bool) error {
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if ready() {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return errors.New("it does not answer")
}
