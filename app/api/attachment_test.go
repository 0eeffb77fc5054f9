package api

import (
	"testing"

	"github.com/hengjian/hengjian/platform/fault"
)

func TestAttachable(t *testing.T) {
	for _, f := range []struct {
		name, head string
		code       string // of the refusal, "" when it is taken
	}{
		{"现场照片.JPG", "\xFF\xD8\xFF\xE0JFIF", ""},
		{"决定书.pdf", "%PDF-1.7\n", ""},
		{"清单.xlsx", "PK\x03\x04....", ""},
		{"旧清单.xls", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", ""},
		{"笔录.txt", "二〇二六年\n", ""},
		{"记事本.txt", "\xFF\xFE\x8C\x4E", ""},
		{"执法记录.mp4", "\x00\x00\x00\x18ftypmp42", ""},
		{"程序.exe", "MZ\x90\x00", "type"},
		{"页面.html", "<html>", "type"},
		{"图.svg", "<svg xmlns='http://www.w3.org/2000/svg'>", "type"},
		{"没有扩展名", "%PDF-1.7", "type"},
		{"决定书.pdf.exe", "MZ", "type"},
		{"假的.pdf", "MZ\x90\x00", "content"},
		{"假的.jpg", "<html><script>", "content"},
		{"页面.txt", "\xEF\xBB\xBF <!DOCTYPE html>", "content"},
		{"二进制.csv", "a,b\x00c", "content"},
		{"空.pdf", "", "empty"},
	} {
		err := attachable(f.name, []byte(f.head))
		if f.code == "" {
			if err != nil {
				t.Errorf("%s: %v", f.name, err)
			}
			continue
		}
		x := fault.As(err)
		if err == nil || len(x.Fields) != 1 || x.Fields[0].Code != f.code {
			t.Errorf("%s: %v, want %s", f.name, err, f.code)
		}
	}
}
