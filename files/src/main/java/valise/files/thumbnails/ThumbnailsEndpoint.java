package valise.files.thumbnails;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import valise.files.downloads.Fetcher;
import valise.files.odata.Anonymous;
import valise.files.odata.Answer;
import valise.files.odata.Call;
import valise.files.odata.Endpoint;
import valise.files.odata.Params;
import valise.platform.http.Delivery;
import valise.platform.http.Representation;

/// Asking for a picture, and fetching it by link: sharefile-v3 sections 4.1 and 7.4.
@Endpoint
final class ThumbnailsEndpoint {

  private final Thumbnails thumbnails;
  private final Sheets sheets;
  private final Delivery delivery;

  ThumbnailsEndpoint(Thumbnails thumbnails, Sheets sheets, InstantSource clock) {
    this.thumbnails = thumbnails;
    this.sheets = sheets;
    this.delivery = new Delivery(clock);
  }

  @GetMapping("/sf/v3/Items({id})/Thumbnail")
  Answer thumbnail(Call call, @PathVariable String id) throws IOException {
    URI link =
        thumbnails.linkTo(call.origin(), call.principal(), id, PictureSize.wanted(call.params()));
    return Redirection.answer(call, link, false);
  }

  /// Needs no credentials and ignores those that come along.
  @Anonymous
  @RequestMapping(
      path = Thumbnails.PATH,
      method = {RequestMethod.GET, RequestMethod.HEAD})
  void fetch(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Thumbnails.Fetched fetched = thumbnails.open(ticket(request), fetcher(request));
    Delivery.Outcome outcome = send(fetched.representation(), request, response);
    fetched.passage().ifPresent(passage -> passage.ends(fetched.representation(), outcome));
  }

  /// As above, for one page drawn now.
  @Anonymous
  @RequestMapping(
      path = Sheets.PATH,
      method = {RequestMethod.GET, RequestMethod.HEAD})
  void sheet(HttpServletRequest request, HttpServletResponse response) throws IOException {
    try (Sheets.Drawn drawn = sheets.open(ticket(request), fetcher(request))) {
      Delivery.Outcome outcome = send(drawn.representation(), request, response);
      drawn.passage().ends(drawn.representation(), outcome);
    }
  }

  private static String ticket(HttpServletRequest request) {
    return Params.parse(request.getQueryString()).text("t").orElse("");
  }

  private static Fetcher fetcher(HttpServletRequest request) {
    String agent = request.getHeader("User-Agent");
    return new Fetcher(request.getRemoteAddr(), agent == null ? "" : agent);
  }

  private Delivery.Outcome send(
      Representation what, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader("Cache-Control", "private, max-age=600");
    response.setHeader("Referrer-Policy", "no-referrer");
    return delivery.send(what, request, response);
  }
}
