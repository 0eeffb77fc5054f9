package source

import "github.com/hengjian/hengjian/platform/fault"

func (f *File) openXLSX(Options) error {
	return fault.Newf(fault.Invalid, "collect.format", "“%s”是 XLSX 工作簿，请另存为 CSV", f.Name)
}
