package valise.files.thumbnails;

import java.net.URI;
import valise.files.odata.Answer;
import valise.files.odata.Call;
import valise.files.odata.Shape;

/// The vendor's way to send a client elsewhere without a redirect: it repeats its request at `Uri`
/// [net-sdk].
public record Redirection(URI uri) {

  public static final Shape<Redirection> SHAPE =
      Shape.<Redirection>of("Redirection")
          .with("Method", redirection -> "GET")
          .with("Root", redirection -> null)
          .with("Zone", redirection -> null)
          .with("Domain", redirection -> null)
          .with("Uri", redirection -> redirection.uri().toString())
          .with("FormsUri", redirection -> null)
          .with("SessionUri", redirection -> null)
          .with("TokenUri", redirection -> null)
          .with("SessionCheck", redirection -> false)
          .with("Body", redirection -> null)
          .with("Available", redirection -> true)
          .build();

  /// A 302, or this object, as the parameter `redirect` says.
  public static Answer answer(Call call, URI link, boolean otherwise) {
    return call.params().flag("redirect", otherwise)
        ? new Answer.Redirect(link)
        : Answer.value(SHAPE, new Redirection(link));
  }
}
