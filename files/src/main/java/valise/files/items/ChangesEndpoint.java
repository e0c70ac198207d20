package valise.files.items;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import valise.files.odata.Answer;
import valise.files.odata.Call;
import valise.files.odata.Dates;
import valise.files.odata.Endpoint;
import valise.platform.Refusal;
import valise.platform.json.Field;

/// Changing the tree: sharefile-v3 sections 4.1 and 4.3. Everything is done when it answers; a
/// client that asked for something asynchronous is only pleasantly surprised.
@Endpoint
final class ChangesEndpoint {

  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

  private final Items items;
  private final Tree tree;
  private final Copies copies;
  private final ItemJson set;

  ChangesEndpoint(Items items, Tree tree, Copies copies, ItemJson set) {
    this.items = items;
    this.tree = tree;
    this.copies = copies;
    this.set = set;
  }

  /// A reference to another entity, by id or by its url [docs].
  record Reference(Field<String> id, Field<String> url) {

    Optional<String> item() {
      return id.value()
          .or(() ->
              url.value().map(u -> u.substring(u.indexOf('(') + 1).replaceFirst("\\).*", "")));
    }
  }

  /// The members of a folder, note or link that a client may send.
  record NodeBody(
      Field<String> name,
      Field<String> fileName,
      Field<String> description,
      Field<Instant> clientCreatedDate,
      Field<Instant> clientModifiedDate,
      Field<Instant> expirationDate,
      Field<Integer> expirationDays,
      Field<Reference> parent,
      Field<String> uri) {}

  @PostMapping("/sf/v3/Items({id})/Folder")
  Answer folder(Call call, @PathVariable String id) {
    return add(call, id, Item.Kind.FOLDER, call.params().flag("overwrite", false));
  }

  /// A top-level folder [docs].
  @PostMapping("/sf/v3/Items/Folder")
  Answer topFolder(Call call) {
    return add(call, "root", Item.Kind.FOLDER, call.params().flag("overwrite", false));
  }

  @PostMapping("/sf/v3/Items({id})/Note")
  Answer note(Call call, @PathVariable String id) {
    return add(call, id, Item.Kind.NOTE, false);
  }

  @PostMapping("/sf/v3/Items({id})/Link")
  Answer link(Call call, @PathVariable String id) {
    return add(call, id, Item.Kind.LINK, false);
  }

  private Answer add(Call call, String parent, Item.Kind kind, boolean reuse) {
    NodeBody body = call.body(NodeBody.class);
    String name =
        body.name()
            .value()
            .or(() -> body.fileName().value())
            .orElseThrow(
                () -> Refusal.malformed("PARAMETER_MISSING", "The body must give a Name."));
    NewNode wanted =
        new NewNode(
            kind,
            name,
            body.description().orElse(""),
            date(body.clientCreatedDate()),
            date(body.clientModifiedDate()),
            expiry(call, body).value(),
            kind == Item.Kind.LINK ? Optional.of(uri(body)) : Optional.empty());
    return one(tree.add(call.principal(), parent, wanted, reuse));
  }

  private static String uri(NodeBody body) {
    return body.uri()
        .value()
        .map(ChangesEndpoint::checkUri)
        .orElseThrow(() -> Refusal.malformed("PARAMETER_MISSING", "The body must give a Uri."));
  }

  /// Links lead to web pages; `javascript:` and its kind are refused.
  private static String checkUri(String text) {
    try {
      java.net.URI uri = new java.net.URI(text);
      boolean web =
          "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
      if (web && uri.getHost() != null && text.length() <= 2_000) {
        return text;
      }
    } catch (java.net.URISyntaxException e) {
      // Refused below, with everything else that is not a web address.
    }
    throw Refusal.malformed("BAD_URI", "The Uri must be an http or https address.");
  }

  @PatchMapping("/sf/v3/Items({id})")
  Answer change(Call call, @PathVariable String id) {
    NodeBody body = call.body(NodeBody.class);
    return one(
        tree.change(
            call.principal(),
            id,
            new ItemChange(
                body.name(),
                body.fileName(),
                body.description(),
                expiry(call, body),
                zeroIsAbsent(body.clientCreatedDate()),
                zeroIsAbsent(body.clientModifiedDate()).map(date -> asMeant(call, date)),
                body.parent()
                    .map(reference ->
                        reference
                            .item()
                            .orElseThrow(() ->
                                Refusal.malformed("PARAMETER_MISSING", "Parent must give an Id."))),
                body.uri().map(ChangesEndpoint::checkUri),
                call.params().flag("overwrite", false),
                call.params().flag("resolveFolderNameConflict", false))));
  }

  @PatchMapping({
    "/sf/v3/Items/Link({id})",
    "/sf/v3/Items/Note({id})",
    "/sf/v3/Items/SymbolicLink({id})"
  })
  Answer changeLeaf(Call call, @PathVariable String id) {
    return change(call, id);
  }

  /// The vendor reads this date as New York wall-clock time and rclone compensates for it by
  /// sending New York time with a `Z`; honest clients send UTC. So the oddity is matched for rclone
  /// alone [rclone].
  private static Instant asMeant(Call call, Instant date) {
    return call.userAgent().startsWith("rclone/")
        ? LocalDateTime.ofInstant(date, ZoneOffset.UTC).atZone(NEW_YORK).toInstant()
        : date;
  }

  private static Field<Instant> expiry(Call call, NodeBody body) {
    if (body.expirationDate().isGiven()) {
      return body.expirationDate()
          .value()
          .filter(date -> !Dates.isNever(date) && !Dates.isZero(date))
          .map(Field::of)
          .orElseGet(Field.Null::new);
    }
    return body.expirationDays()
        .map(days ->
            days < 0
                ? Dates.NEVER
                : call.now().plus(java.time.Duration.ofDays(Math.min(days, 1_000_000))))
        .value()
        .<Field<Instant>>map(date -> Dates.isNever(date) ? new Field.Null<>() : Field.of(date))
        .orElseGet(Field::absent);
  }

  private static Optional<Instant> date(Field<Instant> field) {
    return zeroIsAbsent(field).value();
  }

  private static Field<Instant> zeroIsAbsent(Field<Instant> field) {
    return field.value().filter(Dates::isZero).isPresent() ? Field.absent() : field;
  }

  /// Answers with the new item, whose id clients go on with [rclone]; .NET sends no body, Java
  /// `{}`.
  @PostMapping("/sf/v3/Items({id})/Copy")
  Answer copy(Call call, @PathVariable String id) {
    return one(
        copies.copy(
            call.principal(),
            id,
            call.params().requiredText("targetid"),
            call.params().flag("overwrite", false)));
  }

  @DeleteMapping("/sf/v3/Items({id})")
  Answer delete(Call call, @PathVariable String id) {
    tree.delete(call.principal(), id, call.params().flag("singleversion", false));
    return Answer.nothing();
  }

  @PostMapping("/sf/v3/Items({id})/BulkDelete")
  Answer bulkDelete(Call call, @PathVariable String id) {
    tree.deleteAll(
        call.principal(), id, ItemRefs.ids(call), call.params().flag("deletePermanently", false));
    return Answer.nothing();
  }

  private Answer one(Located located) {
    return Answer.entity(set, items.view(located));
  }
}
