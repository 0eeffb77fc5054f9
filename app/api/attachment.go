package api

import (
	"bytes"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/platform/fault"
)

// attached are the files that a record may hold by their endings, each with how
// its content begins: what an office scans, writes or films. Nothing that a
// browser or a double click would run.
func attached() map[string]func(head []byte) bool {
	zipped := starts("PK\x03\x04", "PK\x05\x06")
	office := starts("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "PK\x03\x04") // the old binary form, or the new one
	jpeg, tiff, riff := starts("\xFF\xD8\xFF"), starts("II*\x00", "MM\x00*"), starts("RIFF")
	return map[string]func(head []byte) bool{
		"pdf": starts("%PDF-"), "ofd": zipped, "zip": zipped,
		"doc": office, "docx": zipped, "xls": office, "xlsx": zipped, "ppt": office, "pptx": zipped, "wps": office, "et": office, "dps": office,
		"txt": plain, "csv": plain,
		"jpg": jpeg, "jpeg": jpeg, "png": starts("\x89PNG\r\n\x1a\n"), "gif": starts("GIF8"), "bmp": starts("BM"), "webp": riff, "tif": tiff, "tiff": tiff, "heic": brand,
		"mp4": brand, "mov": brand, "m4a": brand, "avi": riff, "wav": riff, "amr": starts("#!AMR"), "mp3": starts("ID3", "\xFF\xFB", "\xFF\xF3", "\xFF\xF2"),
	}
}

// attachments lists the endings of files that a record may hold.
func attachments() []string { return slices.Sorted(maps.Keys(attached())) }

// attachable refuses a file whose ending is not among the attachments, or whose
// content is not what its ending says.
func attachable(name string, head []byte) error {
	refuse := func(code, text string) error {
		return fault.Bad("file."+code, "文件没有收下", fault.Field{Name: "file", Code: code, Text: text})
	}
	ending := strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))
	is, ok := attached()[ending]
	switch {
	case !ok:
		return refuse("type", "不收这种文件；可以上传 PDF、OFD、图片、Office 或 WPS 文档、文本、音视频和 ZIP")
	case len(head) == 0:
		return refuse("empty", "文件是空的")
	case !is(head):
		return refuse("content", "文件内容与扩展名 ."+ending+" 不符")
	}
	return nil
}

func starts(with ...string) func([]byte) bool {
	return func(head []byte) bool {
		for _, s := range with {
			if bytes.HasPrefix(head, []byte(s)) {
				return true
			}
		}
		return false
	}
}

// brand is how MP4 and its relations begin: the length of a box, then its name.
func brand(head []byte) bool {
	return len(head) >= 8 && slices.Contains([]string{"ftyp", "moov", "mdat", "wide", "free"}, string(head[4:8]))
}

// plain is text without anything a browser would run; UTF-16 only when it says so.
func plain(head []byte) bool {
	wide := starts("\xFF\xFE", "\xFE\xFF")(head)
	return (wide || !bytes.ContainsRune(head, 0)) && !markup(head)
}

// markup reports text that a browser might take for a page.
func markup(head []byte) bool {
	s := strings.ToLower(string(bytes.TrimLeft(head, "\xEF\xBB\xBF \t\r\n")))
	for _, tag := range []string{"<!doctype", "<html", "<script", "<svg", "<?xml", "<body", "<iframe"} {
		if strings.HasPrefix(s, tag) {
			return true
		}
	}
	return false
}
