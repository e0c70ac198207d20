package valise.files.shares;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import tools.jackson.databind.json.JsonMapper;
import valise.files.odata.Answer;
import valise.files.odata.Call;
import valise.files.odata.Endpoint;
import valise.platform.Refusal;

/// Recipients of shares, what is written to them, and what they received.
@Endpoint
final class RecipientsEndpoint {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Letters letters;
  private final ShareJson shares;
  private final AliasJson set;

  RecipientsEndpoint(Letters letters, ShareJson shares, AliasJson set) {
    this.letters = letters;
    this.shares = shares;
    this.set = set;
  }

  @GetMapping("/sf/v3/Shares({id})/Recipients")
  Answer list(Call call, @PathVariable String id) {
    return Answer.feed(
        set, letters.list(call.principal(), id, call.params().flag("includeExpired", false)));
  }

  @GetMapping("/sf/v3/Shares({id})/Recipients({alias})")
  Answer one(Call call, @PathVariable String id, @PathVariable String alias) {
    return Answer.entity(
        set,
        letters.find(call.principal(), id, alias, call.params().flag("includeExpired", false)));
  }

  @PostMapping("/sf/v3/Shares({id})/Recipients")
  Answer add(Call call, @PathVariable String id) {
    return Answer.entity(
        set,
        letters.add(
            call.principal(),
            id,
            call.params().requiredText("Email"),
            call.params().text("FirstName").orElse(""),
            call.params().text("LastName").orElse(""),
            call.params().text("Company").orElse("")));
  }

  @PostMapping("/sf/v3/Shares({id})/Alias")
  Answer alias(Call call, @PathVariable String id) {
    return Answer.entity(
        shares,
        letters.alias(
            call.principal(),
            id,
            call.params().requiredText("email"),
            call.params().flag("notify", false)));
  }

  @PostMapping("/sf/v3/Shares/Send")
  Answer send(Call call) {
    return Answer.entity(shares, letters.send(call.principal(), call.body(LetterBody.class)));
  }

  @PostMapping("/sf/v3/Shares/Request")
  Answer request(Call call) {
    return Answer.entity(shares, letters.request(call.principal(), call.body(LetterBody.class)));
  }

  @PostMapping("/sf/v3/Shares/Resend")
  Answer resend(Call call) {
    return Answer.entity(shares, letters.resend(call.principal(), call.body(LetterBody.class)));
  }

  /// Plain text, or with `asJson` an object with one member [seed].
  @GetMapping("/sf/v3/Shares({id})/Recipients({alias})/Message")
  ResponseEntity<byte[]> message(Call call, @PathVariable String id, @PathVariable String alias) {
    String text =
        letters.message(call.principal(), id, alias, call.params().flag("includeExpired", false));
    boolean json = call.params().flag("asJson", false);
    String body = json ? MAPPER.writeValueAsString(Map.of("Message", text)) : text;
    return ResponseEntity.ok()
        .contentType(
            new MediaType(
                json ? MediaType.APPLICATION_JSON : MediaType.TEXT_PLAIN, StandardCharsets.UTF_8))
        .header("Cache-Control", "no-store")
        .header("X-Content-Type-Options", "nosniff")
        .body(body.getBytes(StandardCharsets.UTF_8));
  }

  @GetMapping({"/sf/v3/Shares/Inbox", "/sf/v3/Shares/Inbox({user})", "/sf/v3/Users({user})/Inbox"})
  Answer inbox(Call call, @PathVariable Optional<String> user) {
    Optional<String> whose = user.or(() -> call.params().text("userId"));
    if (whose.filter(it -> !Letters.isSelf(call.principal(), it)).isPresent()) {
      throw Refusal.notAllowed("An inbox is its user's own.");
    }
    Optional<Share.Kind> kind =
        call.params()
            .oneOf("type", RecipientsEndpoint::kind, "Send, Request or Both")
            .flatMap(it -> it);
    return Answer.feed(
        shares, letters.inbox(call.principal(), kind, call.params().flag("archived", false)));
  }

  private static Optional<Optional<Share.Kind>> kind(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "send", "1" -> Optional.of(Optional.of(Share.Kind.SEND));
      case "request", "0" -> Optional.of(Optional.of(Share.Kind.REQUEST));
      case "both", "2" -> Optional.of(Optional.empty());
      default -> Optional.empty();
    };
  }
}
