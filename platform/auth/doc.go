// Package auth knows who is calling: accounts and their passwords, the lock-out,
// sessions, API keys, one-time codes, identities of outside providers. It knows
// nothing of what a caller may do.
//
// It follows 等级保护 (GB/T 22239-2019, 8.1.4.1 identity: unique names, password
// rules with renewal, handling of failed sign-ins) and 密码 advice of the day:
// argon2id (RFC 9106), tokens stored only as SHA-256.
//
// Accounts are a shared table (kernel.md §2): Create, SetPassword, SetState and
// the rest take the caller's transaction and belong inside an act. Sessions,
// failures, keys, one-time codes, bindings and the sign-in log are machine tables.
package auth

import "github.com/hengjian/hengjian/platform/db"

// Tables are the machine tables only this package writes.
func Tables() []string {
	return []string{"auth_session", "auth_attempt", "auth_key", "auth_totp", "auth_recovery", "auth_log", "auth_code", "auth_identity", "auth_trip"}
}

// Shared are the shared tables this package writes inside acts of others.
func Shared() []string { return []string{"auth_account", "auth_password"} }

// Steps make the tables.
func Steps() []db.Step {
	return []db.Step{{Name: "auth.001_account", Statements: []string{
		`CREATE TABLE auth_account (
			name {text} PRIMARY KEY,
			person_area {text} NOT NULL,
			person_id {text} NOT NULL,
			hash {text} NOT NULL,
			duty {text} NOT NULL,
			state {text} NOT NULL,
			must_change {bool} NOT NULL,
			password_at BIGINT NOT NULL,
			created_at BIGINT NOT NULL)`,
		`CREATE TABLE auth_password (account {text} NOT NULL, at BIGINT NOT NULL, hash {text} NOT NULL, PRIMARY KEY (account, at))`,
		`CREATE TABLE auth_attempt (
			digest {text} PRIMARY KEY,
			failed BIGINT NOT NULL,
			locks BIGINT NOT NULL,
			locked_until BIGINT NOT NULL,
			last_at BIGINT NOT NULL)`,
		`CREATE TABLE auth_session (
			id {text} PRIMARY KEY,
			digest {text} NOT NULL UNIQUE,
			account {text} NOT NULL,
			created_at BIGINT NOT NULL,
			seen_at BIGINT NOT NULL,
			expires_at BIGINT NOT NULL,
			address {text} NOT NULL,
			agent {text} NOT NULL)`,
		`CREATE INDEX auth_session_account ON auth_session (account)`,
		`CREATE TABLE auth_key (
			id {text} PRIMARY KEY,
			prefix {text} NOT NULL,
			digest {text} NOT NULL UNIQUE,
			account {text} NOT NULL,
			title {text} NOT NULL,
			scopes {text} NOT NULL,
			created_at BIGINT NOT NULL,
			expires_at BIGINT NOT NULL,
			revoked_at BIGINT,
			used_at BIGINT)`,
		`CREATE INDEX auth_key_account ON auth_key (account)`,
		`CREATE TABLE auth_totp (
			account {text} PRIMARY KEY,
			sealed {blob} NOT NULL,
			confirmed {bool} NOT NULL,
			last_step BIGINT NOT NULL,
			created_at BIGINT NOT NULL)`,
	}}, {Name: "auth.002_log", Statements: []string{
		`CREATE TABLE auth_recovery (account {text} NOT NULL, digest {text} NOT NULL, PRIMARY KEY (account, digest))`,
		`CREATE TABLE auth_log (
			id {text} PRIMARY KEY,
			at BIGINT NOT NULL,
			account {text} NOT NULL,
			event {text} NOT NULL,
			address {text} NOT NULL,
			agent {text} NOT NULL)`,
		`CREATE INDEX auth_log_account ON auth_log (account, id)`,
	}}, {Name: "auth.003_code", Statements: []string{
		`CREATE TABLE auth_code (
			digest {text} PRIMARY KEY,
			holder {text} NOT NULL,
			created_at BIGINT NOT NULL,
			expires_at BIGINT NOT NULL)`,
		`CREATE INDEX auth_code_holder ON auth_code (holder)`,
	}}, {Name: "auth.004_provider", Statements: []string{
		`CREATE TABLE auth_identity (
			digest {text} PRIMARY KEY,
			account {text} NOT NULL,
			provider {text} NOT NULL,
			label {text} NOT NULL,
			created_at BIGINT NOT NULL,
			used_at BIGINT NOT NULL,
			UNIQUE (account, provider))`,
		`CREATE TABLE auth_trip (
			digest {text} PRIMARY KEY,
			state {text} NOT NULL,
			answer {blob} NOT NULL,
			expires_at BIGINT NOT NULL)`,
		`ALTER TABLE auth_log ADD COLUMN via {text} NOT NULL DEFAULT ''`,
	}}}
}
