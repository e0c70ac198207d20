package valise.hub.delivery;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import valise.hub.ids.Caller;
import valise.hub.notices.Sender;
import valise.hub.tenants.Tenants;
import valise.hub.wire.Endpoint;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.mail.Address;
import valise.platform.mail.Letter;
import valise.platform.mail.Message;
import valise.platform.mail.Outgoing;

/// Mail that somebody has sent by hand [docs]. It is from this server, whatever its sender says:
/// mail servers turn down what claims to be from elsewhere. Answers go to whom `from` names.
@Endpoint
final class EmailsEndpoint {

  private static final int MOST_PEOPLE = 20;
  private static final int LONGEST_SUBJECT = 200;
  private static final int LONGEST_MESSAGE = 20_000;

  private final Database database;
  private final Outgoing outgoing;
  private final Tenants tenants;
  private final Sender sender;
  private final InstantSource clock;
  private final MailAllowance allowance = new MailAllowance();

  EmailsEndpoint(
      Database database, Outgoing outgoing, Tenants tenants, Sender sender, InstantSource clock) {
    this.database = database;
    this.outgoing = outgoing;
    this.tenants = tenants;
    this.sender = sender;
    this.clock = clock;
  }

  /// @param to an address, several between commas, or a list of them
  record EmailBody(
      @Nullable JsonNode to,
      @Nullable String from,
      @Nullable String subject,
      @Nullable String message) {}

  @PostMapping("/notifications/emails")
  Map<String, Object> send(Caller caller, @RequestBody EmailBody body) {
    List<Address> to = people(Optional.ofNullable(body.to()).orElseGet(MissingNode::getInstance));
    String subject = text("subject", body.subject(), LONGEST_SUBJECT);
    String message = text("message", body.message(), LONGEST_MESSAGE);
    String user = tenants.find(caller.user()).map(it -> it.email()).orElse("");
    Optional<Address> from = Optional.ofNullable(body.from()).map(given -> address("from", given));
    allowance
        .take(caller.account(), to.size(), clock.instant())
        .ifPresent(wait -> {
          throw Refusal.tooFast(
              "An account can have " + MailAllowance.IN_AN_HOUR + " mails an hour sent.", wait);
        });
    Letter letter =
        Letter.of(sender.house(), subject)
            .title(subject)
            .words(message)
            .footnote("The user " + user + " had this sent through the hub.");
    database.write(tx -> {
      for (Address each : to) {
        Message made = letter.to(sender.address(), each);
        outgoing.enqueue(tx, from.map(made::withReplyTo).orElse(made));
      }
      return to;
    });
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("to", to.stream().map(Address::email).toList());
    answer.put("from", from.map(Address::email).orElse(sender.address().email()));
    answer.put("subject", subject);
    answer.put("message", message);
    return answer;
  }

  private static List<Address> people(JsonNode to) {
    List<String> given = new ArrayList<>();
    if (to.isArray()) {
      to.forEach(each -> given.add(each.asString("")));
    } else {
      given.addAll(List.of(to.asString("").split(",", -1)));
    }
    if (given.size() > MOST_PEOPLE) {
      throw Refusal.malformed("BAD_FIELD", "'to' can name " + MOST_PEOPLE + " people.");
    }
    return given.stream().map(each -> address("to", each)).distinct().toList();
  }

  static Address address(String field, String text) {
    try {
      return Address.of(text.strip());
    } catch (IllegalArgumentException e) {
      throw Refusal.malformed("BAD_FIELD", "'" + field + "' must be an e-mail address.");
    }
  }

  private static String text(String field, @Nullable String given, int longest) {
    String text = Optional.ofNullable(given).orElse("").strip();
    if (text.isEmpty() || text.length() > longest) {
      throw Refusal.malformed(
          "BAD_FIELD", "'%s' must have 1 to %d characters.".formatted(field, longest));
    }
    return text;
  }
}
