package paper

import (
	"fmt"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// QR is a text as a code for a camera (二维码): a row of modules each, 1 for a dark one.
func QR(text string) ([]string, error) {
	c, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return nil, fmt.Errorf("encoding a code of %d characters: %w", len(text), err)
	}
	size := c.Bounds().Dx()
	out := make([]string, size)
	for y := range size {
		var row strings.Builder
		for x := range size {
			if r, _, _, _ := c.At(x, y).RGBA(); r == 0 {
				row.WriteByte('1')
			} else {
				row.WriteByte('0')
			}
		}
		out[y] = row.String()
	}
	return out, nil
}
