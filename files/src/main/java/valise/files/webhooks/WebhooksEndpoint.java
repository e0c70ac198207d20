package valise.files.webhooks;

import jakarta.servlet.http.HttpServletRequest;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import valise.files.ids.Principal;
import valise.files.oauth.AppId;
import valise.files.oauth.Apps;
import valise.files.oauth.CallingApp;
import valise.files.odata.Answer;
import valise.files.odata.Call;
import valise.files.odata.Endpoint;
import valise.platform.Refusal;
import valise.platform.json.Field;

/// Webhooks: sharefile-v3 section 14.
@Endpoint
final class WebhooksEndpoint {

  private static final int MAX_EVENTS = 100;

  private final Webhooks webhooks;
  private final SignatureKeys keys;
  private final Apps apps;
  private final SubscriptionJson set;
  private final ClientJson clients;

  WebhooksEndpoint(
      Webhooks webhooks, SignatureKeys keys, Apps apps, SubscriptionJson set, ClientJson clients) {
    this.webhooks = webhooks;
    this.keys = keys;
    this.apps = apps;
    this.set = set;
    this.clients = clients;
  }

  record ContextBody(Field<String> resourceType, Field<String> resourceId) {}

  record EventBody(Field<String> resourceType, Field<String> operationName) {}

  /// The context is also sent as two members of the subscription itself [java-sdk].
  record SubscriptionBody(
      Field<ContextBody> subscriptionContext,
      Field<String> resourceType,
      Field<String> resourceId,
      Field<String> webhookUrl,
      @Nullable List<EventBody> events) {

    Webhooks.Wish wish() {
      Context context =
          within(ContextBody::resourceType)
              .or(resourceType::value)
              .filter(text -> !text.isBlank())
              .map(text ->
                  Context.parse(text)
                      .orElseThrow(() ->
                          Refusal.malformed(
                              "BAD_FIELD",
                              "'SubscriptionContext.ResourceType' must be Account or Folder.")))
              .orElseThrow(() -> missing("SubscriptionContext.ResourceType"));
      return new Webhooks.Wish(
          context,
          within(ContextBody::resourceId).or(resourceId::value).filter(text -> !text.isBlank()),
          webhookUrl.value().orElseThrow(() -> missing("WebhookUrl")),
          types(context));
    }

    private Optional<String> within(
        java.util.function.Function<ContextBody, Field<String>> member) {
      return subscriptionContext.value().flatMap(body -> member.apply(body).value());
    }

    private Set<EventType> types(Context context) {
      List<EventBody> wanted = Objects.requireNonNullElse(events, List.of());
      if (wanted.isEmpty()) {
        throw missing("Events");
      }
      if (wanted.size() > MAX_EVENTS || wanted.contains(null)) {
        throw Refusal.malformed("BAD_FIELD", "'Events' must be a list of kinds of events.");
      }
      Set<EventType> types = EnumSet.noneOf(EventType.class);
      for (EventBody each : wanted) {
        String resource = each.resourceType().orElse("");
        String operation = each.operationName().orElse("");
        types.add(
            EventType.of(resource, operation)
                .filter(type -> type.fits(context))
                .orElseThrow(() ->
                    Refusal.malformed(
                        "NO_SUCH_EVENT",
                        "There is no event '%s' of '%s' in the context of %s."
                            .formatted(operation, resource, context.wireName()))));
      }
      return types;
    }

    private static Refusal missing(String field) {
      return Refusal.malformed("FIELD_MISSING", "'" + field + "' is missing.");
    }
  }

  @GetMapping("/sf/v3/WebhookSubscriptions")
  Answer list(Call call) {
    return Answer.feed(set, webhooks.list(call.principal()));
  }

  @GetMapping("/sf/v3/WebhookSubscriptions({id})")
  Answer get(Call call, @PathVariable String id) {
    return Answer.entity(set, webhooks.find(call.principal(), id));
  }

  @PostMapping("/sf/v3/WebhookSubscriptions")
  Answer subscribe(Call call, HttpServletRequest request) {
    Webhooks.Wish wish = call.body(SubscriptionBody.class).wish();
    return Answer.entity(set, webhooks.subscribe(call.principal(), CallingApp.of(request), wish));
  }

  @DeleteMapping("/sf/v3/WebhookSubscriptions({id})")
  Answer unsubscribe(Call call, @PathVariable String id) {
    webhooks.unsubscribe(call.principal(), id);
    return Answer.nothing();
  }

  // --- keys --------------------------------------------------------------------------------------

  @GetMapping("/sf/v3/WebhookClients({id})")
  Answer client(Call call, @PathVariable String id) {
    AppId app = app(call, id);
    return Answer.entity(
        clients, new ClientJson.Client(app, keys.of(call.principal().account(), app)));
  }

  @PostMapping("/sf/v3/WebhookClients({id})/PrimarySignatureKey")
  Answer rollPrimary(Call call, @PathVariable String id) {
    return roll(call, id, SignatureKeys.Which.PRIMARY);
  }

  @PostMapping("/sf/v3/WebhookClients({id})/SecondarySignatureKey")
  Answer rollSecondary(Call call, @PathVariable String id) {
    return roll(call, id, SignatureKeys.Which.SECONDARY);
  }

  private Answer roll(Call call, String id, SignatureKeys.Which which) {
    AppId app = app(call, id);
    return Answer.entity(
        clients, new ClientJson.Client(app, keys.roll(call.principal().account(), app, which)));
  }

  /// Whoever knows the keys can pretend to be us, so only administrators do.
  private AppId app(Call call, String id) {
    Principal caller = call.principal();
    if (!caller.isAdmin()) {
      throw Refusal.notAllowed("Only administrators may see and change signature keys.");
    }
    return AppId.parse(id)
        .flatMap(apps::find)
        .filter(app -> app.servesAccount(caller.account()))
        .orElseThrow(() -> Refusal.noSuchThing("The webhook client"))
        .id();
  }
}
