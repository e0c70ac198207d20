package valise.hub.intake;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import valise.hub.elements.WebhookPort;
import valise.hub.ids.InstanceId;
import valise.hub.instances.Instance;
import valise.hub.instances.Instances;
import valise.hub.wire.Anonymous;
import valise.hub.wire.Endpoint;
import valise.platform.Refusal;

/// Providers call here that something changed [docs]. Nothing of what they say is believed but
/// that: the provider is asked, at once. A call that matches nothing is answered like one that
/// does.
@Endpoint
final class CallsEndpoint {

  private static final int LONGEST = 1 << 20;

  private final Instances instances;
  private final Addressees addressees;
  private final ObjectProvider<Doorbell> doorbells;

  CallsEndpoint(Instances instances, Addressees addressees, ObjectProvider<Doorbell> doorbells) {
    this.instances = instances;
    this.addressees = addressees;
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
    Optional<String> challenge = addressees.port(element).flatMap(port -> port.challenge(ring));
    if (challenge.isPresent() && request.getMethod().equals("GET")) {
      return ResponseEntity.ok().contentType(MediaType.TEXT_PLAIN).body(challenge.get());
    }
    for (InstanceId called :
        named.map(it -> addressees.of(it, ring)).orElseGet(() -> addressees.of(element, ring))) {
      doorbells.forEach(bell -> bell.ring(called));
    }
    return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body("{}");
  }
}
