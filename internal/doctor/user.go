package doctor

import (
	"errors"
	"strings"

	"github.com/ariapp/ariapp/ari"
)

// lookUser tells whether Asterisk lets us in, and lets us do more than read.
func lookUser(x *examination) Verdict {
	switch {
	case errors.Is(x.infoErr, ari.ErrUnauthorized):
		return x.refusedUser()
	case errors.Is(x.infoErr, ari.ErrForbidden):
		return fail("Asterisk forbids user "+x.target.Username+" to ask from here ("+cause(x.infoErr)+")",
			Remedy{File: x.path("ari.conf"), Run: reloadARI,
				Note: "look at permit, deny and acl of [" + x.target.Username + "]"})
	case x.blocked != "":
		return unknown("not asked: " + x.blocked)
	}
	// No variable is named, so nothing is set: who may write hears of that, who may only read of this.
	err := x.target.Client.Asterisk.SetGlobalVar(x.ctx, ari.AsteriskSetGlobalVarParams{})
	switch {
	case errors.Is(err, ari.ErrForbidden):
		remedy := Remedy{File: x.path("ari.conf"), Lines: []string{"[" + x.target.Username + "]", "read_only = no"},
			Run: reloadARI}
		if one, found := x.userSetting("read_only"); found {
			remedy = x.change(one, "read_only", "no", reloadARI)
		}
		return fail("user "+x.target.Username+" may only read: no call can be answered", remedy)
	case errors.Is(err, ari.ErrInvalid), err == nil:
		return x.hashedPassword()
	}
	return unknown("whether user " + x.target.Username + " may do more than read: " + cause(err))
}

// refusedUser says what ari.conf has, without its passwords.
func (x *examination) refusedUser() Verdict {
	name := x.target.Username
	whole := Remedy{File: x.path("ari.conf"), Lines: x.shipped("ari.conf", name), Run: reloadARI}
	file, err := x.file("ari.conf")
	if err != nil {
		return fail("Asterisk knows no user "+name+" with this password", whole,
			Remedy{File: x.target.File,
				Note: "or write the user and password of ari.conf as asterisk.username and asterisk.password"})
	}
	var users []string
	for _, user := range file.typed("user") {
		if user.name != name {
			users = append(users, user.name)
			continue
		}
		password, found := lastOf(user.settings, "password")
		switch {
		case !found:
			return fail("user "+name+" at "+x.where(user.at)+" has no password", whole)
		case x.hashed(user):
			return fail("Asterisk refuses the password; that of user "+name+" at "+x.where(password.at)+
				" is hashed and cannot be compared", x.change(password, "password", passwordOf, reloadARI))
		case password.value != string(x.target.Password):
			return fail("user "+name+" has another password at "+x.where(password.at)+" than in "+x.target.File,
				x.change(password, "password", passwordOf, reloadARI),
				Remedy{File: x.target.File, Note: "or write that of ari.conf as asterisk.password"})
		}
		return fail("Asterisk refuses the password that "+x.where(password.at)+
			" has: it has not read the file since, or this file is not its own", Remedy{Run: reloadARI})
	}
	seen := "there is no user " + name + " in " + x.path("ari.conf")
	if len(users) > 0 {
		seen += ", but " + listed(users)
	}
	return fail(seen+x.incomplete(file), whole)
}

// hashedPassword warns of a password that costs time at every request.
func (x *examination) hashedPassword() Verdict {
	if format, found := x.userSetting("password_format"); found && strings.EqualFold(format.value, "crypt") {
		return warn("user "+x.target.Username+" may do all, but its password is hashed anew at every request ("+
			x.where(format.at)+")", Remedy{File: x.where(format.at), Run: reloadARI,
			Lines: []string{"password_format = plain", "password = " + passwordOf}})
	}
	return ok("user " + x.target.Username + " may do all")
}

// userSetting is what ari.conf says of our user.
func (x *examination) userSetting(key string) (setting, bool) {
	file, err := x.file("ari.conf")
	if err != nil {
		return setting{}, false
	}
	for _, user := range file.typed("user") {
		if user.name == x.target.Username {
			return lastOf(user.settings, key)
		}
	}
	return setting{}, false
}

func (x *examination) hashed(user *section) bool {
	format, found := lastOf(user.settings, "password_format")
	return found && strings.EqualFold(format.value, "crypt")
}
