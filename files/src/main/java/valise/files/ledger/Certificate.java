package valise.files.ledger;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import valise.files.ids.AccountId;
import valise.files.ids.ShareId;
import valise.platform.secrets.SigningKey;

/// What was delivered through a share, in a document that needs no server to be checked: the events
/// as they were hashed, where they stand in the record, and the server's signature over all.
///
/// The file is JSON with three members: `document`, a text that is itself JSON and is what is
/// signed, to the byte; `signature` of its UTF-8 in base64; `publicKey` as PEM. docs/ledger.md says
/// how to check it with openssl.
public final class Certificate {

  static final String KIND = "valise-delivery-certificate-1";

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Certificate() {}

  /// Issues one. `head` is where the account's record ends now.
  static String issue(
      AccountId account,
      ShareId share,
      Instant now,
      List<Recorded> deliveries,
      Head head,
      SigningKey key) {
    ObjectNode document =
        MAPPER
            .createObjectNode()
            .put("kind", KIND)
            .put("account", account.value())
            .put("share", Canonical.nameOf(share))
            .put("issued", now.toString())
            .put("key", key.fingerprint());
    ArrayNode all = document.putArray("deliveries");
    for (Recorded each : deliveries) {
      all.addObject()
          .put("seq", each.seq())
          .put("previous", each.previous())
          .put("hash", each.hash())
          .put("event", each.body());
    }
    document
        .putObject("head")
        .put("seq", head.seq())
        .put("at", head.at().toString())
        .put("hash", head.hash())
        .put("signature", head.signature());
    String text = MAPPER.writeValueAsString(document);
    byte[] signature = key.sign(text.getBytes(StandardCharsets.UTF_8));
    return MAPPER.writeValueAsString(
            MAPPER
                .createObjectNode()
                .put("document", text)
                .put("signature", Base64.getEncoder().encodeToString(signature))
                .put("publicKey", key.publicPem()))
        + "\n";
  }

  /// What a check found.
  public sealed interface Verdict {

    /// Everything fits. Whether the key is the right one is for people to compare.
    ///
    /// @param fingerprint of the key that signed
    /// @param lines what was delivered, for people
    record Genuine(String fingerprint, Instant issued, List<String> lines) implements Verdict {
      public Genuine {
        lines = List.copyOf(lines);
      }
    }

    /// It is not as it was issued, or never was issued.
    record Broken(String why) implements Verdict {}
  }

  /// Checks a certificate, with nothing but itself.
  public static Verdict check(String file) {
    try {
      JsonNode outer = MAPPER.readTree(file);
      String text = outer.path("document").asString("");
      String pem = outer.path("publicKey").asString("");
      byte[] signature = Head.decoded(outer.path("signature").asString(""));
      if (!SigningKey.verify(pem, text.getBytes(StandardCharsets.UTF_8), signature)) {
        return new Verdict.Broken("the signature is not of this document");
      }
      return inside(MAPPER.readTree(text), pem);
    } catch (JacksonException e) {
      return new Verdict.Broken("it is no certificate: " + e.getOriginalMessage());
    } catch (IllegalArgumentException | java.time.DateTimeException e) {
      return new Verdict.Broken("it is no certificate: " + e.getMessage());
    }
  }

  private static Verdict inside(JsonNode document, String pem) {
    if (!document.path("kind").asString("").equals(KIND)) {
      return new Verdict.Broken("it is a document of another kind");
    }
    JsonNode head = document.path("head");
    String account = document.path("account").asString("");
    boolean headSigned =
        SigningKey.verify(
            pem,
            Head.message(
                account,
                head.path("seq").asLong(-1),
                Instant.parse(head.path("at").asString("")),
                head.path("hash").asString("")),
            Head.decoded(head.path("signature").asString("")));
    if (!headSigned) {
      return new Verdict.Broken("the end of the record in it is not signed by the same key");
    }
    List<String> lines = new ArrayList<>();
    for (JsonNode delivery : document.path("deliveries")) {
      Optional<String> wrong = wrong(delivery, document, head);
      if (wrong.isPresent()) {
        return new Verdict.Broken(wrong.get());
      }
      lines.add(line(MAPPER.readTree(delivery.path("event").asString(""))));
    }
    return new Verdict.Genuine(
        SigningKey.fingerprintOf(pem), Instant.parse(document.path("issued").asString("")), lines);
  }

  private static Optional<String> wrong(JsonNode delivery, JsonNode document, JsonNode head) {
    long seq = delivery.path("seq").asLong(-1);
    String body = delivery.path("event").asString("");
    JsonNode event = MAPPER.readTree(body);
    String hash = Canonical.hash(delivery.path("previous").asString(""), body);
    boolean last = seq == head.path("seq").asLong(-1);
    boolean fits =
        hash.equals(delivery.path("hash").asString(""))
            && event.path("seq").asLong(-2) == seq
            && seq <= head.path("seq").asLong(-1)
            && (!last || hash.equals(head.path("hash").asString("")))
            && event.path("account").equals(document.path("account"))
            && event.path("share").equals(document.path("share"));
    return fits ? Optional.empty() : Optional.of("event " + seq + " does not fit the record");
  }

  private static String line(JsonNode event) {
    StringBuilder line =
        new StringBuilder(event.path("at").asString(""))
            .append("  ")
            .append(event.path("recipient").asString("somebody with the link"))
            .append(
                event.path("complete").asBoolean(false) ? " received " : " received a part of ");
    List<String> items = new ArrayList<>();
    for (JsonNode item : event.path("items")) {
      items.add(
          "'%s' (%d bytes%s)"
              .formatted(
                  item.path("name").asString(""),
                  item.path("size").asLong(0),
                  item.has("md5") ? ", MD5 " + item.path("md5").asString("") : ""));
    }
    return line.append(String.join(", ", items))
        .append(", ")
        .append(event.path("bytes").asLong(0))
        .append(" bytes, from ")
        .append(event.path("address").asString(""))
        // Names are what strangers chose; a terminal obeys what it is shown.
        .toString()
        .replaceAll("\\p{Cntrl}", "?");
  }
}
