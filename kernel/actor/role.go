package actor

// Role is a named set of rights; a kind's access section says which verbs a
// role has on it.
type Role struct {
	Name  string
	Title string
	Duty  string // business, system, security or audit: duties never meet in one person
}

// The duties. The three administrators see no business data and cannot do each
// other's work (三员分立).
const (
	Business = "business"
	System   = "system"
	Security = "security"
	Audit    = "audit"
)

// Roles are the roles of the product.
func Roles() []Role {
	return []Role{
		{"officer", "办事员", Business},
		{"head", "科所负责人", Business},
		{"leader", "局领导", Business},
		{"reviewer", "法制审核", Business},
		{"steward", "数据管理员", Business},
		{"system_admin", "系统管理员", System},
		{"security_admin", "安全管理员", Security},
		{"audit_admin", "审计管理员", Audit},
	}
}

// FindRole returns the role of a name.
func FindRole(name string) (Role, bool) {
	for _, r := range Roles() {
		if r.Name == name {
			return r, true
		}
	}
	return Role{}, false
}
