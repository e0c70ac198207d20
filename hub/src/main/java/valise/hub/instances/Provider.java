package valise.hub.instances;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import valise.hub.elements.Connection;
import valise.hub.elements.Element;
import valise.hub.elements.Templates;
import valise.hub.wire.ProviderFailure;
import valise.platform.Refusal;
import valise.platform.net.Header;
import valise.platform.net.Opened;
import valise.platform.net.Outbound;
import valise.platform.net.OutboundRequest;
import valise.platform.net.Reply;
import valise.platform.secrets.Secret;

/// One provider as one configuration reaches it: where its addresses are, and who may be shown the
/// leave.
final class Provider {

  private final Element element;
  private final Function<String, Optional<String>> values;

  /// @param values what is in force for a key
  Provider(Element element, Function<String, Optional<String>> values) {
    this.element = element;
    this.values = values;
  }

  private String fill(String template) {
    return Templates.fill(template, values);
  }

  /// @throws Refusal when that is no address
  URI address(String target) {
    String text =
        target.startsWith("/")
            ? fill(element.connection().baseUrl()).replaceFirst("/+$", "") + target
            : target;
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw Refusal.malformed(
          "BAD_CONFIGURATION", "The provider's address '" + text + "' is none.");
    }
  }

  /// Whether an address is one of the provider's own, to which the leave may be shown.
  boolean owns(URI uri) {
    return element.connection().authorizedAt().stream()
        .map(this::fill)
        .anyMatch(root -> within(root, uri));
  }

  /// Who is shown the leave, or what it is renewed with: the origins of the API, and the whole
  /// addresses of tokens, which no first call tries out.
  Set<String> confidants() {
    Connection connection = element.connection();
    return Stream.concat(
            connection.authorizedAt().stream()
                .map(this::fill)
                .flatMap(address -> {
                  try {
                    return Stream.of(origin(new URI(address)));
                  } catch (URISyntaxException e) {
                    return Stream.empty();
                  }
                }),
            Stream.of(connection.tokenUrl(), connection.refreshUrl()).map(this::fill))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static boolean within(String root, URI uri) {
    try {
      URI own = new URI(root);
      return origin(own).equals(origin(uri))
          && (uri.getRawPath() == null ? "" : uri.getRawPath())
              .startsWith(own.getRawPath() == null ? "" : own.getRawPath());
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static String origin(URI uri) {
    return (uri.getScheme() + "://" + uri.getRawAuthority()).toLowerCase(Locale.ROOT);
  }

  /// How the leave is shown with a request.
  Optional<Header> authorization(CallRequest request, Optional<Secret<String>> access) {
    if (request.shown().isPresent() && access.isPresent()) {
      CallRequest.Shown shown = request.shown().get();
      return Optional.of(
          new Header(shown.header(), shown.before() + access.get().reveal() + shown.after()));
    }
    return request.introducesItself() ? Optional.empty() : authorization(access);
  }

  Optional<Header> authorization(Optional<Secret<String>> access) {
    return switch (element.authentication()) {
      case "oauth2", "oauth2password" ->
          access.map(token -> new Header("Authorization", "Bearer " + token.reveal()));
      case "basic" ->
          values
              .apply("username")
              .map(user ->
                  new Header(
                      "Authorization",
                      basic(user, Secret.of(values.apply("password").orElse("")))));
      default -> Optional.empty();
    };
  }

  static String basic(String user, Secret<String> password) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((user + ":" + password.reveal()).getBytes(StandardCharsets.UTF_8));
  }

  /// Asks, and comes back with the head of the answer.
  ///
  /// @throws ProviderFailure when there is none
  static Opened open(
      Outbound outbound, CallRequest request, URI uri, Optional<Header> authorization) {
    List<Header> headers = new ArrayList<>(request.headers());
    authorization.ifPresent(headers::add);
    OutboundRequest head =
        request.body() instanceof CallRequest.Body.Held(byte[] bytes, String type)
            ? new OutboundRequest(request.method(), uri, headers, Optional.of(type), bytes)
            : new OutboundRequest(request.method(), uri, headers, Optional.empty(), new byte[0]);
    return switch (outbound.open(head, request.stream(), request.patience())) {
      case Opened opened -> opened;
      case Reply.Refused refused -> throw refused(refused);
      case Reply.Failed failed -> throw failed(failed);
    };
  }

  /// We may not, or cannot, ask there.
  static ProviderFailure refused(Reply.Refused refused) {
    return switch (refused.reason()) {
      case OUT_OF_REACH ->
          ProviderFailure.of(
              400,
              "ADDRESS_NOT_ALLOWED",
              "The provider's address may not be called from this server. "
                  + refused.message()
                  + " Its operator can allow it with --allow-private-callbacks or"
                  + " callbacks.networks.");
      case BAD_ADDRESS ->
          ProviderFailure.of(
              400, "BAD_CONFIGURATION", "The provider's address is none. " + refused.message());
      case TOO_MANY_REDIRECTS ->
          ProviderFailure.of(502, "PROVIDER_FAILED", "The provider sends in circles.");
    };
  }

  static ProviderFailure failed(Reply.Failed failed) {
    return ProviderFailure.of(
        502,
        "PROVIDER_UNREACHABLE",
        switch (failed.kind()) {
          case UNKNOWN_HOST -> "The provider's name has no address.";
          case NOT_CONNECTED -> "The provider cannot be reached.";
          case TLS -> "There is no trusted connection to the provider.";
          case TIMED_OUT -> "The provider did not answer in time.";
          case CUT -> "The provider broke off its answer.";
          case NOT_HTTP -> "What the provider answered is not HTTP.";
        });
  }
}
