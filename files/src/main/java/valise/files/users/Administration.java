package valise.files.users;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import valise.files.accounts.Accounts;
import valise.files.ids.EmailAddress;
import valise.files.ids.Principal;
import valise.files.ids.Role;
import valise.files.ids.UserId;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.Tx;
import valise.platform.secrets.Secret;

/// What callers do with people. Each change is decided and made in one transaction that holds the
/// account, so that two administrators cannot take each other's role away at once.
@Component
final class Administration {

  private static final int MAX_BULK = 100;

  private final Database database;
  private final Accounts accounts;
  private final Users users;
  private final UserMail mail;

  Administration(Database database, Accounts accounts, Users users, UserMail mail) {
    this.database = database;
    this.accounts = accounts;
    this.users = users;
    this.mail = mail;
  }

  // --- reading -----------------------------------------------------------------------------------

  UserView self(Principal caller) {
    return database.read(sql -> users.view(sql, require(sql, caller, caller.user())));
  }

  /// One's own, or of those one manages.
  UserView read(Principal caller, String id) {
    UserId wanted = id(id);
    return database.read(sql -> {
      User user = require(sql, caller, wanted);
      if (!wanted.equals(caller.user())) {
        Authority.requireManages(caller, user.employee());
      }
      return users.view(sql, user);
    });
  }

  UserView readByEmail(Principal caller, EmailAddress address) {
    return database.read(sql -> {
      Optional<User> found = users.find(sql, caller.account(), address);
      if (found.filter(user -> user.id().equals(caller.user())).isEmpty()) {
        // Before it is told whether there is anybody.
        Authority.requireManages(caller, false);
      }
      User user = found.orElseThrow(() -> Refusal.noSuchThing("The user"));
      if (!user.id().equals(caller.user())) {
        Authority.requireManages(caller, user.employee());
      }
      return users.view(sql, user);
    });
  }

  static UserId id(String text) {
    return UserId.parse(text).orElseThrow(() -> Refusal.noSuchThing("The user"));
  }

  private User require(DSLContext sql, Principal caller, UserId id) {
    return users.find(sql, caller.account(), id).orElseThrow(() -> Refusal.noSuchThing("The user"));
  }

  // --- making ------------------------------------------------------------------------------------

  /// @param ifNecessary answer with whoever has the address instead of a conflict
  UserView create(
      Principal caller,
      NewUser wanted,
      Optional<Secret<String>> password,
      boolean ifNecessary,
      boolean notify) {
    Authority.requireManages(caller, wanted.employee());
    Authority.requireMayGrant(caller, wanted.roles());
    PasswordHash hash =
        password.map(it -> users.hash(caller.account(), it)).orElse(PasswordHash.NONE);
    return database.write(tx -> {
      accounts.lock(tx, caller.account());
      Optional<User> there = users.find(tx.sql(), caller.account(), wanted.email());
      if (there.isPresent() && ifNecessary) {
        return users.view(tx.sql(), there.get());
      }
      User made = users.create(tx, caller.account(), wanted.withPassword(hash).by(caller.user()));
      if (notify) {
        mail.welcome(tx, made, "");
      }
      return users.view(tx.sql(), made);
    });
  }

  // --- changing ----------------------------------------------------------------------------------

  /// @param change made from the user as they are inside the transaction
  UserView change(Principal caller, String id, Function<User, UserChange> change) {
    UserId wanted = id(id);
    return inAccount(
        caller,
        wanted,
        (tx, user) -> {
          UserChange asked = change.apply(user);
          boolean self = wanted.equals(caller.user());
          boolean kind = asked.employee() != null && asked.employee() != user.employee();
          if (self && asked.personalOnly()) {
            requireSettings(caller);
          } else {
            Authority.requireManages(caller, user, users.isSuperUser(tx.sql(), wanted));
            if (kind) {
              Authority.requireManages(caller, true);
            }
            if (self && Boolean.TRUE.equals(asked.disabled())) {
              throw Refusal.conflict("NOT_YOURSELF", "You cannot disable yourself.");
            }
          }
          Set<Role> roles = asked.roles();
          if (roles != null) {
            Authority.requireMayGrant(caller, difference(user.granted(), roles));
          }
          if (kind && user.employee()) {
            users.leave(tx, new Leaving(user, Leaving.How.DOWNGRADED, null, caller.user()), null);
            user = require(tx.sql(), caller, wanted);
            asked = asked.withRoles(kept(asked.roles()));
          }
          return users.view(tx.sql(), users.change(tx, user, asked));
        });
  }

  private static Set<Role> kept(@Nullable Set<Role> asked) {
    EnumSet<Role> kept = EnumSet.copyOf(NewUser.USUAL);
    if (asked != null) {
      asked.stream().filter(role -> !Authority.isPower(role)).forEach(kept::add);
    }
    return kept;
  }

  private static Set<Role> difference(Set<Role> before, Set<Role> after) {
    Set<Role> difference = new HashSet<>(before);
    difference.addAll(after);
    difference.removeIf(role -> before.contains(role) && after.contains(role));
    return difference;
  }

  private static void requireSettings(Principal caller) {
    if (!caller.isAdmin() && !caller.has(Role.CAN_MANAGE_MY_SETTINGS)) {
      throw Refusal.notAllowed("Changing your own settings takes the role CanManageMySettings.");
    }
  }

  private <T> T inAccount(Principal caller, UserId id, BiFunction<Tx, User, T> work) {
    return database.write(tx -> {
      accounts.lock(tx, caller.account());
      return work.apply(tx, require(tx.sql(), caller, id));
    });
  }

  // --- addresses ---------------------------------------------------------------------------------

  UserView makePrimary(Principal caller, EmailAddress address) {
    requireSettings(caller);
    return inAccount(
        caller,
        caller.user(),
        (tx, user) -> {
          users.makePrimary(tx, user, address);
          return users.view(tx.sql(), require(tx.sql(), caller, user.id()));
        });
  }

  UserView removeAddress(Principal caller, EmailAddress address) {
    requireSettings(caller);
    return inAccount(
        caller,
        caller.user(),
        (tx, user) -> {
          users.removeAddress(tx, user, address);
          return users.view(tx.sql(), require(tx.sql(), caller, user.id()));
        });
  }

  /// Asks the caller to prove that they read the address. What others have is not told.
  void sendConfirmation(Principal caller, EmailAddress address) {
    requireSettings(caller);
    inAccount(
        caller,
        caller.user(),
        (tx, user) -> {
          mail.confirmAddress(tx, user, address);
          return true;
        });
  }

  void resendWelcome(Principal caller, String id, String message) {
    inAccount(
        caller,
        id(id),
        (tx, user) -> {
          Authority.requireManages(caller, user, users.isSuperUser(tx.sql(), user.id()));
          if (user.disabled()) {
            throw Refusal.conflict("USER_DISABLED", "The user is disabled.");
          }
          mail.welcome(tx, user, message);
          return true;
        });
  }

  // --- passwords ---------------------------------------------------------------------------------

  /// Another's password, by who manages them. They are asked to change it; who is disabled stays
  /// so.
  UserView setPassword(Principal caller, UserId id, Secret<String> password, boolean notify) {
    PasswordHash hash = users.hash(caller.account(), password);
    return inAccount(
        caller,
        id,
        (tx, user) -> {
          Authority.requireManages(caller, user, users.isSuperUser(tx.sql(), id));
          users.setPassword(tx, user, hash, true);
          if (notify) {
            mail.passwordChanged(tx, user);
          }
          return users.view(tx.sql(), require(tx.sql(), caller, id));
        });
  }

  /// One's own password.
  ///
  /// @param old what it was; may be left out only when the user was told to choose another
  UserView changePassword(
      Principal caller,
      Optional<Secret<String>> old,
      Secret<String> password,
      boolean notify,
      String from) {
    if (!caller.isAdmin() && !caller.has(Role.CAN_CHANGE_PASSWORD)) {
      throw Refusal.notAllowed("Changing your password takes the role CanChangePassword.");
    }
    User user = database.read(sql -> require(sql, caller, caller.user()));
    boolean mayOmit = user.security().mustChangePassword();
    if (old.isPresent()) {
      String name = user.email().map(EmailAddress::text).orElse("");
      switch (users.signIn(caller.account(), name, old.get(), from)) {
        case SignIn.SignedIn right -> {}
        case SignIn.NotAdmitted right -> {}
        case SignIn.Locked locked ->
            throw Refusal.tooFast(
                "Too many wrong passwords. Try again later.", java.time.Duration.ofSeconds(60));
        case SignIn.Wrong wrong -> throw wrongPassword();
        case SignIn.Disabled disabled -> throw wrongPassword();
      }
    } else if (!mayOmit) {
      throw Refusal.malformed("FIELD_MISSING", "'OldPassword' is required.");
    }
    PasswordHash hash = users.hash(caller.account(), password);
    return inAccount(
        caller,
        caller.user(),
        (tx, still) -> {
          users.setPassword(tx, still, hash, false);
          if (notify) {
            mail.passwordChanged(tx, still);
          }
          return users.view(tx.sql(), require(tx.sql(), caller, still.id()));
        });
  }

  private static Refusal wrongPassword() {
    return Refusal.of(
        Refusal.Kind.NOT_ALLOWED, "INVALID_PASSWORD", "The old password is not right.");
  }

  // --- going -------------------------------------------------------------------------------------

  /// Lets users go, all or none.
  ///
  /// @param kind whether all must be employees, or all clients; any when empty
  void leave(
      Principal caller,
      List<String> ids,
      Leaving.How how,
      Optional<Boolean> kind,
      Optional<String> itemsHeir,
      Optional<String> groupsHeir) {
    if (ids.isEmpty() || ids.size() > MAX_BULK) {
      throw Refusal.malformed(
          "BAD_FIELD", "Name from 1 to " + MAX_BULK + " users; these are " + ids.size() + ".");
    }
    Authority.requireManages(caller, kind.orElse(false));
    Set<UserId> leavers = new java.util.LinkedHashSet<>();
    ids.forEach(text -> leavers.add(id(text)));
    database.write(tx -> {
      accounts.lock(tx, caller.account());
      @Nullable UserId itemsTo = heir(tx, caller, itemsHeir, "itemsReassignTo", leavers);
      @Nullable UserId groupsTo = heir(tx, caller, groupsHeir, "groupsReassignTo", leavers);
      List<User> going = new ArrayList<>();
      for (UserId id : leavers) {
        User user = require(tx.sql(), caller, id);
        if (kind.isPresent() && kind.get() != user.employee()) {
          throw Refusal.malformed(
              "BAD_FIELD",
              kind.get() ? "Only employees can be downgraded." : "Only clients can be named here.");
        }
        if (id.equals(caller.user())) {
          throw Refusal.conflict("NOT_YOURSELF", "You cannot do that to yourself.");
        }
        Authority.requireManages(caller, user, users.isSuperUser(tx.sql(), id));
        going.add(user);
      }
      for (User user : going) {
        users.leave(tx, new Leaving(user, how, groupsTo, caller.user()), itemsTo);
      }
      return true;
    });
  }

  private @Nullable UserId heir(
      Tx tx, Principal caller, Optional<String> text, String field, Set<UserId> leavers) {
    if (text.isEmpty()) {
      return null;
    }
    return UserId.parse(text.get())
        .filter(id -> !leavers.contains(id))
        .flatMap(id -> users.find(tx.sql(), caller.account(), id))
        .filter(user -> user.employee() && user.active())
        .map(User::id)
        .orElseThrow(() ->
            Refusal.malformed(
                "BAD_FIELD", "'" + field + "' must name an employee of this account who stays."));
  }
}
