// Package hengjian holds the declarations of the product: every YAML file that
// stands beside a matter. A plain register is such a file and nothing else.
package hengjian

import "embed"

// Declarations are the kinds of kernel, practice and sector.
//
//go:embed kernel/*/*.yaml practice/*/*.yaml practice/*/documents/*.yaml practice/*/reports/*.yaml practice/*/tellings/*.yaml
var Declarations embed.FS
