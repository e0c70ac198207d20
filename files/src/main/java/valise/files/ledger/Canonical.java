package valise.files.ledger;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import valise.files.ids.AccountId;
import valise.files.ids.AliasId;
import valise.files.ids.ShareId;
import valise.platform.http.ByteRange;

/// The bytes that are hashed, version 1. docs/ledger.md tells others; whoever changes them makes a
/// version 2 and leaves this one.
///
/// An event is one line of JSON. It is kept as text and never written anew, so its hash does not
/// depend on how anybody writes JSON. Ids of shares and links are secrets that open them; an event
/// names them by their SHA-256, so that it can be shown to others.
final class Canonical {

  static final int VERSION = 1;

  /// What the first event of an account is chained to.
  static final String START = "0".repeat(64);

  private static final int MOST_ITEMS = 1_000;
  private static final int MOST_RANGES = 100;
  private static final int MAX_TEXT = 500;
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Canonical() {}

  static String body(AccountId account, long seq, Instant at, LedgerEvent event) {
    ObjectNode body = MAPPER.createObjectNode();
    body.put("v", VERSION)
        .put("account", account.value())
        .put("seq", seq)
        .put("at", at.toString())
        .put("kind", event.kind().name());
    event.share().ifPresent(share -> body.put("share", nameOf(share)));
    event.alias().ifPresent(alias -> body.put("link", nameOf(alias)));
    event.recipient().ifPresent(who -> body.put("recipient", brief(who)));
    event.actor().ifPresent(user -> body.put("actor", user.value()));
    body.put("address", brief(event.address())).put("agent", brief(event.agent()));
    items(body.putArray("items"), event.items());
    if (event.items().size() > MOST_ITEMS) {
      body.put("moreItems", event.items().size() - MOST_ITEMS);
    }
    event
        .transfer()
        .ifPresent(transfer ->
            body.put("bytes", transfer.bytes())
                .put("complete", transfer.complete())
                .put("ranges", ranges(transfer.ranges())));
    return MAPPER.writeValueAsString(body);
  }

  private static void items(ArrayNode array, List<LedgerEvent.Thing> items) {
    for (LedgerEvent.Thing item : items.subList(0, Math.min(items.size(), MOST_ITEMS))) {
      ObjectNode one =
          array
              .addObject()
              .put("id", item.id().value())
              .put("name", item.name())
              .put("size", item.size());
      item.md5().ifPresent(md5 -> one.put("md5", md5));
    }
  }

  /// First and last byte, as HTTP writes them: `0-99,200-299`.
  private static String ranges(List<ByteRange> ranges) {
    return ranges.stream()
            .limit(MOST_RANGES)
            .map(range -> range.offset() + "-" + (range.end() - 1))
            .collect(Collectors.joining(","))
        + (ranges.size() > MOST_RANGES ? ",..." : "");
  }

  private static String brief(String text) {
    return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
  }

  static String nameOf(ShareId share) {
    return sha256(share.value());
  }

  static String nameOf(AliasId alias) {
    return sha256(alias.value());
  }

  /// An event's place in the chain: the hash of the one before it, a line end, its own bytes.
  static String hash(String previous, String body) {
    return sha256(previous + "\n" + body);
  }

  /// In lower-case hexadecimal, of UTF-8.
  static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
