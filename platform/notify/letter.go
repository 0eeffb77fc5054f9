package notify

import "context"

// Post (邮寄) is the channel of letters: no machine sends anything. An officer
// prints the letter, posts it and enters its number (运单号) and what became of it.
type Post struct{ name, title string }

// NewPost returns the channel.
func NewPost(name, title string) Post { return Post{name, title} }

// Name is the short name.
func (p Post) Name() string { return p.name }

// Title is what people read.
func (p Post) Title() string { return p.title }

// Mode is Letter.
func (Post) Mode() Mode { return Letter }

// Demo is false: the letter goes out by hand.
func (Post) Demo() bool { return false }

// Send is never asked: letters wait until they are posted.
func (Post) Send(context.Context, Message) (string, error) {
	return "", Refused{"信函由工作人员交寄"}
}

// Check finds nothing wrong.
func (Post) Check(context.Context) error { return nil }
