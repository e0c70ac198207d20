package valise.hub.intake;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import valise.hub.elements.WebhookPort;
import valise.hub.ids.InstanceId;
import valise.hub.instances.Instance;
import valise.hub.instances.Instances;
import valise.hub.wire.Anonymous;
import valise.hub.wire.Endpoint;
import valise.hub.wire.WireJson;
import valise.platform.Refusal;

/// Providers call here that something changed [docs]. Nothing of what they say is believed but
/// that: the provider is asked, at once. A call that matches nothing is answered like one that
/// does.
@Endpoint
final class CallsEndpoint {

  private static final int LONGEST = 1 << 20;
  private static final int MOST_INSTANCES = 1_000;
  private static final String FINDER = "event.notification.instance.finder";

  private final Instances instances;
  private final ProviderWebhooks webhooks;
  private final ObjectProvider<Doorbell> doorbells;

  CallsEndpoint(
      Instances instances, ProviderWebhooks webhooks, ObjectProvider<Doorbell> doorbells) {
    this.instances = instances;
    this.webhooks = webhooks;
    this.doorbells = doorbells;
  }

  @Anonymous
  @RequestMapping(
      path = {"/events/{elementKey}", "/events/{elementKey}/"},
      method = {RequestMethod.GET, RequestMethod.POST})
  ResponseEntity<String> call(HttpServletRequest request, @PathVariable("elementKey") String key)
      throws IOException {
    return answer(request, key, Optional.empty());
  }

  @Anonymous
  @RequestMapping(
      path = "/events/{elementKey}/{encodedId}",
      method = {RequestMethod.GET, RequestMethod.POST})
  ResponseEntity<String> callFor(
      HttpServletRequest request,
      @PathVariable("elementKey") String key,
      @PathVariable("encodedId") String encodedId)
      throws IOException {
    Optional<InstanceId> id = decoded(encodedId);
    Optional<Instance> instance = id.flatMap(instances::find);
    if (instance.filter(it -> it.element().key().equalsIgnoreCase(key)).isEmpty()) {
      // A provider that hears this stops calling.
      throw Refusal.of(Refusal.Kind.GONE, "INSTANCE_GONE", "There is no such instance any more.");
    }
    return answer(request, key, instance);
  }

  /// The segment is base64 of the number [docs].
  private static Optional<InstanceId> decoded(String text) {
    try {
      String number =
          new String(
              Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/')),
              StandardCharsets.US_ASCII);
      return number.matches("[0-9]{1,16}")
          ? Optional.of(new InstanceId(Long.parseLong(number)))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private ResponseEntity<String> answer(
      HttpServletRequest request, String key, Optional<Instance> named) throws IOException {
    byte[] body = request.getInputStream().readNBytes(LONGEST + 1);
    if (body.length > LONGEST) {
      throw Refusal.tooLarge("TOO_LARGE", "A call has at most " + LONGEST + " bytes.");
    }
    String element = key.toLowerCase(Locale.ROOT);
    WebhookPort.Ring ring =
        new WebhookPort.Ring(
            name -> Optional.ofNullable(request.getParameter(name)),
            name -> Optional.ofNullable(request.getHeader(name)),
            body);
    Optional<String> challenge = webhooks.port(element).flatMap(port -> port.challenge(ring));
    if (challenge.isPresent() && request.getMethod().equals("GET")) {
      return ResponseEntity.ok().contentType(MediaType.TEXT_PLAIN).body(challenge.get());
    }
    for (Instance instance : named.map(List::of).orElseGet(() -> meant(element, ring))) {
      if (webhooks.genuine(instance, ring)) {
        doorbells.forEach(bell -> bell.ring(instance.id()));
      }
    }
    return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body("{}");
  }

  /// By the header that names instances, then by what each instance's finder looks for in the body;
  /// a provider that calls one address for a whole app means all of the app's.
  private List<Instance> meant(String element, WebhookPort.Ring ring) {
    Optional<String> named = ring.header().apply("Element-Instances");
    List<Instance> all = instances.of(element).stream().filter(Instance::eventsEnabled).toList();
    if (named.isPresent()) {
      Set<String> ids = new LinkedHashSet<>();
      Arrays.stream(named.get().split(",", -1)).map(String::strip).forEach(ids::add);
      return all.stream().filter(instance -> ids.contains(instance.id().toString())).toList();
    }
    Optional<JsonNode> payload = json(ring.body());
    List<Instance> meant = new ArrayList<>();
    for (Instance instance : all) {
      boolean finds =
          instance
              .value(FINDER)
              .filter(it -> it.contains("|"))
              .map(finder -> found(instance, finder, payload))
              .orElseGet(
                  () -> webhooks.port(element).filter(port -> !port.subscribes()).isPresent());
      if (finds && meant.size() < MOST_INSTANCES) {
        meant.add(instance);
      }
    }
    return meant;
  }

  /// `configKey|payloadPath` [captured].
  private static boolean found(Instance instance, String finder, Optional<JsonNode> payload) {
    int bar = finder.indexOf('|');
    String wanted = instance.value(finder.substring(0, bar).strip()).orElse("");
    JsonNode at = payload.orElse(null);
    for (String name : finder.substring(bar + 1).strip().split("\\.", -1)) {
      at = at == null ? null : at.get(name);
    }
    return at != null && !wanted.isEmpty() && wanted.equals(at.asString(""));
  }

  private static Optional<JsonNode> json(byte[] body) {
    try {
      return body.length == 0 ? Optional.empty() : Optional.of(WireJson.MAPPER.readTree(body));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }
}
