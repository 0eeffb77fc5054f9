package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/hengjian/hengjian/app/story"
	"github.com/hengjian/hengjian/platform/fault"
)

type storyCmd struct {
	Run storyRunCmd `cmd:"" help:"演练故事 · play *.story files, each on a fresh city in memory whose clock it moves"`
}

type storyRunCmd struct {
	Paths []string `arg:"" name:"path" help:"*.story files, or folders of them"`
	Kinds []string `help:"folder of declarations (*.yaml) that stand in the place of the product's of the same kinds, or beside them; may be repeated" sep:"none" type:"existingdir" placeholder:"DIR"`
	Quiet bool     `short:"q" help:"print only the stories that fail, and the sum"`
	JSON  bool     `name:"json" help:"print JSON"`
}

// Run plays stories. It exits 0 when all pass, 1 when one fails, 2 when one cannot be
// read.
func (s storyRunCmd) Run(ctx context.Context, c *console) (err error) {
	paths, err := story.Find(s.Paths...)
	if err != nil {
		return err
	}
	scripts, problems, err := story.ReadFiles(paths)
	if err != nil {
		return err
	}
	var list []*story.Outcome
	if len(problems) == 0 {
		stage, err := story.NewStage(story.Options{Kinds: s.Kinds})
		if err != nil {
			return err
		}
		if err = stage.Check(ctx); err == nil {
			list, err = stage.Play(ctx, scripts)
		}
		if err = errors.Join(err, stage.Close()); err != nil {
			return err
		}
	}
	r := story.NewReport(list, problems)
	if s.JSON {
		err = c.json(r)
	} else {
		for _, p := range problems {
			c.say("%s", p)
		}
		for _, o := range list {
			if !o.Passed() || !s.Quiet {
				c.say("%s", o.Text())
			}
		}
		c.say("%d 个故事，通过 %d，失败 %d", len(scripts), r.Passed, len(scripts)-r.Passed)
	}
	wrong := len(problems) > 0 || slices.ContainsFunc(list, func(o *story.Outcome) bool { return len(o.Problems) > 0 })
	switch {
	case err != nil:
		return err
	case wrong:
		return fault.New(fault.Invalid, "story.written", fmt.Sprintf("故事的写法有误，共 %d 处", len(r.Problems)))
	case r.Failed > 0:
		return fault.New(fault.Conflict, "story.failed", fmt.Sprintf("%d 个故事与实际不符", r.Failed))
	}
	return nil
}
