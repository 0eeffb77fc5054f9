// Package registration serves the register of market entities (登记注册): what a
// registration row tells beyond its fields. Its derivations are pure functions
// that always return their evidence: registered capital from its many spellings,
// the county from address or credit code, industries and supervision flags from
// the scope of business, the parent from a branch's name, and the written forms
// by which names and addresses are compared.
//
// Law: 市场主体登记管理条例 (国令746), its rules (令52), 企业名称登记管理规定. A
// derivation never overwrites what the register says; where the text does not
// settle a matter the result is empty and says why.
package registration
