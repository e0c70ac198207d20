package valise.files.grants;

import java.util.Optional;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import valise.files.accounts.Accounts;
import valise.files.accounts.DomainRule;
import valise.files.accounts.Text;
import valise.files.groups.Groups;
import valise.files.ids.EmailAddress;
import valise.files.ids.GroupId;
import valise.files.ids.Principal;
import valise.files.ids.PrincipalId;
import valise.files.ids.UserId;
import valise.files.users.NewUser;
import valise.files.users.User;
import valise.files.users.UserMail;
import valise.files.users.Users;
import valise.platform.Refusal;
import valise.platform.db.Tx;

/// Whom a list can name: the people of the account, and the groups that the caller can use.
@Component
final class Subjects {

  private final Users users;
  private final Groups groups;
  private final Accounts accounts;
  private final UserMail mail;

  Subjects(Users users, Groups groups, Accounts accounts, UserMail mail) {
    this.users = users;
    this.groups = groups;
    this.accounts = accounts;
    this.mail = mail;
  }

  /// Somebody a caller named.
  sealed interface Subject {

    /// One who is there.
    record Known(PrincipalId id) implements Subject {}

    /// One who would be made a client by being given access.
    record New(NewUser user) implements Subject {}
  }

  /// Finds whom the caller means. Makes nobody yet.
  ///
  /// @throws Refusal when there is no such user or group, or the account gives this address no
  ///   folder
  Subject find(DSLContext sql, Principal caller, Wish.Someone who) {
    if (who.id().isPresent()) {
      return new Subject.Known(known(sql, caller, who.id().get()));
    }
    EmailAddress address =
        Text.email(
            "Principal.Email",
            who.email()
                .orElseThrow(() ->
                    Refusal.malformed(
                        "PARAMETER_MISSING", "The body must give Principal.Id or .Email.")));
    Optional<User> there = users.find(sql, caller.account(), address);
    if (there.isPresent()) {
      requireAdmitted(sql, there.get());
      return new Subject.Known(PrincipalId.of(there.get().id()));
    }
    requireAdmitted(sql, caller, address);
    return new Subject.New(
        NewUser.client(address, who.firstName(), who.lastName()).by(caller.user()));
  }

  /// A user, deleted ones not, or a group that the caller can use.
  private PrincipalId known(DSLContext sql, Principal caller, String id) {
    Optional<GroupId> group = GroupId.parse(id);
    if (group.isPresent()) {
      return group
          .filter(found -> groups.canUse(sql, caller, found))
          .map(PrincipalId::of)
          .orElseThrow(() -> unknown(id));
    }
    User user =
        UserId.parse(id)
            .flatMap(it -> users.find(sql, caller.account(), it))
            .filter(found -> !found.deleted())
            .orElseThrow(() -> unknown(id));
    requireAdmitted(sql, user);
    return PrincipalId.of(user.id());
  }

  static Refusal unknown(String id) {
    String shown = id.length() > 60 ? id.substring(0, 60) + "..." : id;
    return Refusal.noSuchThing("The user or group '" + shown + "'");
  }

  private void requireAdmitted(DSLContext sql, User user) {
    boolean admitted =
        user.employee()
            || user.email()
                .filter(it -> !accounts.admits(sql, user.account(), DomainRule.FOLDER, it))
                .isEmpty();
    if (!admitted) {
      throw notAdmitted(user.email().orElseThrow());
    }
  }

  private void requireAdmitted(DSLContext sql, Principal caller, EmailAddress address) {
    if (!accounts.admits(sql, caller.account(), DomainRule.FOLDER, address)) {
      throw notAdmitted(address);
    }
  }

  private static Refusal notAdmitted(EmailAddress address) {
    return Refusal.of(
        Refusal.Kind.NOT_ALLOWED,
        "DOMAIN_NOT_ADMITTED",
        "The account gives addresses at " + address.domain() + " no access to folders.");
  }

  /// The subject's id; one who is new is made now.
  ///
  /// @param notify send a new user the mail with which they choose a password
  PrincipalId settle(Tx tx, Principal caller, Subject subject, boolean notify, String message) {
    return switch (subject) {
      case Subject.Known(PrincipalId id) -> id;
      case Subject.New(NewUser user) ->
          PrincipalId.of(make(tx, caller, user, notify, message).id());
    };
  }

  User make(Tx tx, Principal caller, NewUser user, boolean notify, String message) {
    User made = users.create(tx, caller.account(), user.by(caller.user()));
    if (notify) {
      mail.welcome(tx, made, message);
    }
    return made;
  }

  /// For who may have the address already.
  ///
  /// @throws Refusal when the account gives this address no folder
  User makeIfNeeded(Tx tx, Principal caller, NewUser user, boolean ifNecessary, boolean notify) {
    requireAdmitted(tx.sql(), caller, user.email());
    Optional<User> there = users.find(tx.sql(), caller.account(), user.email());
    return ifNecessary && there.isPresent() ? there.get() : make(tx, caller, user, notify, "");
  }
}
