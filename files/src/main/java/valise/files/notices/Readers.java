package valise.files.notices;

import java.time.ZoneId;
import java.util.Optional;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import valise.files.ids.EmailAddress;
import valise.files.ids.UserId;
import valise.files.shares.Alias;
import valise.files.users.User;
import valise.files.users.Users;
import valise.platform.mail.Address;

/// Those who are written to, and those who are spoken of.
@Component
final class Readers {

  private final Users users;

  Readers(Users users) {
    this.users = users;
  }

  /// Somebody who can be written to.
  ///
  /// @param zone in which they are told of points in time
  record Reader(String name, EmailAddress email, ZoneId zone) {

    Address address() {
      return Address.named(email.text(), name.equals(email.text()) ? "" : name);
    }
  }

  /// Empty when they are gone or may not come in.
  Optional<Reader> of(DSLContext sql, UserId id) {
    return users
        .find(sql, id)
        .filter(User::active)
        .flatMap(
            user -> user.email().map(email -> new Reader(user.fullName(), email, user.zone())));
  }

  /// A recipient: the user they are, at the address the user has now, or a guest.
  ///
  /// @param otherwise the zone for guests
  Optional<Reader> of(DSLContext sql, Alias alias, ZoneId otherwise) {
    return alias.user().isPresent()
        ? of(sql, alias.user().get())
        : alias.who().map(who -> new Reader(name(who), who.email(), otherwise));
  }

  /// What a recipient is called; empty for whoever has just the link.
  Optional<String> nameOf(DSLContext sql, Alias alias) {
    return alias
        .user()
        .flatMap(id -> users.find(sql, id))
        .map(User::fullName)
        .filter(name -> !name.isEmpty())
        .or(() -> alias.who().map(Readers::name));
  }

  private static String name(Alias.Person who) {
    String full = (who.firstName() + " " + who.lastName()).strip();
    return full.isEmpty() ? who.email().text() : full;
  }
}
