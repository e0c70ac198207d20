package valise.files.shares;

import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import valise.files.downloads.Fetcher;
import valise.files.ids.AliasId;
import valise.files.ids.Principal;
import valise.files.ids.ShareId;
import valise.files.odata.Call;
import valise.platform.Refusal;
import valise.platform.db.Database;

/// Opens shares to those who come through the API: they are signed in, and are told by a refusal
/// what is missing.
@Component
final class Guests {

  private final Database database;
  private final Entrance entrance;
  private final Recipients recipients;

  Guests(Database database, Entrance entrance, Recipients recipients) {
    this.database = database;
    this.entrance = entrance;
    this.recipients = recipients;
  }

  /// Opens a share by its own id. Whoever comes so is counted as the user they are; where the share
  /// asks who they are, as whom they say in `Name`, `Email` and `Company` [seed].
  Opening.Open open(Call call, String id) {
    Share share = share(call.principal(), id);
    Opening opening = entrance.open(AliasId.of(share.id()), visitor(call));
    return switch (opening) {
      case Opening.Open open -> open.alias().isOpen() ? asUser(call.principal(), open) : open;
      case Opening.NeedsUserInfo needs -> identified(call, needs.share());
      case Opening.NeedsLogin needs -> throw ShareRefusals.unknown();
      case Opening.Unknown unknown -> throw ShareRefusals.unknown();
    };
  }

  /// Opens a share to one of its recipients.
  Opening.Open open(Call call, String id, String alias) {
    Share share = share(call.principal(), id);
    AliasId recipient =
        AliasId.parse(alias)
            .filter(it ->
                database
                    .read(sql -> AliasStore.find(sql, it))
                    .filter(found -> found.share().equals(share.id()))
                    .isPresent())
            .orElseThrow(ShareRefusals::unknownRecipient);
    return switch (entrance.open(recipient, visitor(call))) {
      case Opening.Open open -> open;
      case Opening.NeedsUserInfo needs ->
          throw Refusal.malformed(
              "USER_INFO_REQUIRED",
              "This share asks who you are: create a recipient first, and use that one's id.");
      case Opening.NeedsLogin needs -> throw ShareRefusals.unknownRecipient();
      case Opening.Unknown unknown -> throw ShareRefusals.unknown();
    };
  }

  private Share share(Principal caller, String id) {
    return ShareId.parse(id)
        .flatMap(it -> database.read(sql -> ShareStore.find(sql, it)))
        .filter(share -> share.account().equals(caller.account()))
        .orElseThrow(ShareRefusals::unknown);
  }

  static Fetcher fetcher(Call call) {
    return new Fetcher(call.remoteAddress(), call.userAgent());
  }

  private static Visitor visitor(Call call) {
    return new Visitor(Optional.of(call.principal()), List.of(), fetcher(call));
  }

  private Opening.Open asUser(Principal caller, Opening.Open open) {
    return reopened(database.write(tx -> recipients.of(tx, open.share(), caller)).id(), caller);
  }

  private Opening.Open identified(Call call, Share share) {
    Principal caller = call.principal();
    Optional<Alias> named =
        database
            .read(sql -> AliasStore.ofUser(sql, share.id(), caller.user()))
            .filter(alias -> alias.origin() == Alias.Origin.INVITED);
    if (named.isPresent()) {
      return reopened(named.get().id(), caller);
    }
    String email = required(call, "Email");
    String name = required(call, "Name").strip();
    int space = name.lastIndexOf(' ');
    Alias guest =
        database.write(tx ->
            recipients.declared(
                tx,
                share,
                recipients.person(
                    tx.sql(),
                    share,
                    email,
                    space < 0 ? name : name.substring(0, space),
                    space < 0 ? "" : name.substring(space + 1),
                    recipients.asksCompany(tx.sql(), share)
                        ? required(call, "Company")
                        : call.params().text("Company").orElse(""))));
    return reopened(guest.id(), caller);
  }

  private static String required(Call call, String name) {
    return call.params().text(name).orElseThrow(() -> ShareRefusals.userInfoRequired(name));
  }

  private Opening.Open reopened(AliasId alias, Principal caller) {
    Visitor visitor = new Visitor(Optional.of(caller), List.of(), new Fetcher("", ""));
    return entrance.open(alias, visitor) instanceof Opening.Open open ? open : refused();
  }

  private static Opening.Open refused() {
    throw ShareRefusals.unknown();
  }
}
