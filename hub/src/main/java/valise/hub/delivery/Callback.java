package valise.hub.delivery;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import valise.hub.ids.EventId;
import valise.platform.net.Header;
import valise.platform.net.OutboundRequest;

/// Makes the requests to one receiver.
///
/// Each is signed twice, if there is a key: the vendor's way, `Elements-Webhook-Signature`, over
/// the body alone; and that of Standard Webhooks, which also covers the id and the time, and during
/// a change of keys carries the signature of the former one too.
final class Callback {

  static final String ID = "Elements-Webhook-Id";
  static final String SIGNATURE = "Elements-Webhook-Signature";
  static final String ATTEMPT = "Valise-Attempt";

  private static final byte[] NOTHING = {};

  private final URI url;
  private final List<Header> always;
  private final Optional<Signer> elements;
  private final Optional<Signer> standard;
  private final Optional<Signer> former;
  private final Instant formerUntil;

  Callback(URI url, Credentials credentials) {
    this.url = url;
    this.always = new ArrayList<>(credentials.headers());
    credentials
        .basic()
        .ifPresent(basic ->
            always.add(
                new Header(
                    "Authorization",
                    "Basic " + base64(basic.username() + ":" + basic.password().reveal()))));
    this.elements = credentials.key().map(key -> Signer.plain(key.reveal()));
    this.standard = credentials.key().map(key -> Signer.standard(key.reveal()));
    this.former = credentials.previous().map(previous -> Signer.standard(previous.key().reveal()));
    this.formerUntil = credentials.previous().map(Credentials.Previous::until).orElse(Instant.MIN);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  URI url() {
    return url;
  }

  /// @param attempt counted from 1
  OutboundRequest request(EventId id, byte[] body, int attempt, Instant now) {
    List<Header> headers = new ArrayList<>(always.size() + 6);
    headers.addAll(always);
    String name = id.text();
    String time = Long.toString(now.getEpochSecond());
    headers.add(new Header(ID, name));
    headers.add(new Header("webhook-id", name));
    headers.add(new Header("webhook-timestamp", time));
    headers.add(new Header(ATTEMPT, Integer.toString(attempt)));
    elements.ifPresent(
        key -> headers.add(new Header(SIGNATURE, "sha256=" + key.sign(NOTHING, body))));
    standard.ifPresent(key -> {
      byte[] head = (name + "." + time + ".").getBytes(StandardCharsets.US_ASCII);
      String signatures = "v1," + key.sign(head, body);
      if (former.isPresent() && now.isBefore(formerUntil)) {
        signatures += " v1," + former.get().sign(head, body);
      }
      headers.add(new Header("webhook-signature", signatures));
    });
    return new OutboundRequest(
        "POST", url, headers, Optional.of("application/json; charset=utf-8"), body);
  }
}
