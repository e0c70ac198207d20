package valise.files.downloads;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import valise.files.odata.Anonymous;
import valise.files.odata.Endpoint;
import valise.files.odata.Params;
import valise.platform.http.Delivery;
import valise.platform.watch.WideLine;

/// Fetching by link: needs no credentials and ignores those that come along [rclone].
@Endpoint
final class LinksEndpoint {

  private final Downloads downloads;
  private final Delivery delivery;

  LinksEndpoint(Downloads downloads, InstantSource clock) {
    this.downloads = downloads;
    this.delivery = new Delivery(clock);
  }

  @Anonymous
  @RequestMapping(
      path = DownloadsEndpoint.PATH,
      method = {RequestMethod.GET, RequestMethod.HEAD})
  void fetch(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Downloads.Fetched fetched =
        downloads.open(
            Params.parse(request.getQueryString()).text("dt").orElse(""), fetcher(request));
    Passage passage = fetched.passage();
    response.setHeader("Cache-Control", "private, no-store");
    response.setHeader("Referrer-Policy", "no-referrer");
    Delivery.Outcome outcome;
    try {
      outcome =
          delivery.send(
              fetched.representation(),
              request,
              response,
              parts -> passage.begins(fetched.representation(), parts));
    } catch (IOException unreadable) {
      // Not the caller's connection: bytes that should be there are not.
      note(request, fetched, "failed", 0);
      passage.failed();
      throw unreadable;
    }
    passage.ends(fetched.representation(), outcome);
    switch (outcome) {
      case Delivery.Complete complete -> note(request, fetched, "complete", complete.bytes());
      case Delivery.Cut cut -> note(request, fetched, "cut", cut.bytes());
      case Delivery.WithoutBytes none -> note(request, fetched, "none", 0);
    }
  }

  private static Fetcher fetcher(HttpServletRequest request) {
    String agent = request.getHeader("User-Agent");
    return new Fetcher(request.getRemoteAddr(), agent == null ? "" : agent);
  }

  /// Adds to the request's line what only this place knows.
  private static void note(
      HttpServletRequest request, Downloads.Fetched fetched, String delivery, long sent) {
    if (request.getAttribute(WideLine.ATTRIBUTE) instanceof WideLine line) {
      line.put("delivery", delivery)
          .put("sent", sent)
          .put("item", fetched.link().items().getFirst().value())
          .put("items", fetched.link().items().size())
          .put("link_user", fetched.link().user().value())
          .put("link_account", fetched.link().account().value());
    }
  }
}
