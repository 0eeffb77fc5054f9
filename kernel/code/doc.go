// Package code knows the codes of the trade: numbers with a check digit
// (统一社会信用代码, 注册号, 公民身份号码, 商品条码, 食品许可证编号), the
// administrative divisions of GB/T 2260 with their retired codes, the industries
// of GB/T 4754-2017, and code lists (代码表) whose values come and go in time.
//
// Checking and normalising are two things. Normal brings what people type into
// the written form (half width, no blanks, capitals); a check takes the written
// form and says exactly which character is wrong and what was expected. A check
// never changes its input and never guesses.
package code
