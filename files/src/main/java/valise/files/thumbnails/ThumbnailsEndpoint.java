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
import valise.files.odata.Anonymous;
import valise.files.odata.Answer;
import valise.files.odata.Call;
import valise.files.odata.Endpoint;
import valise.files.odata.Params;
import valise.platform.Refusal;
import valise.platform.http.Delivery;

/// Asking for a picture, and fetching it by link: sharefile-v3 sections 4.1 and 7.4.
@Endpoint
final class ThumbnailsEndpoint {

  /// The path of links; the ticket follows as `t`.
  private static final String PATH = "/thumbnail.ashx";

  private final Thumbnails thumbnails;
  private final Delivery delivery;

  ThumbnailsEndpoint(Thumbnails thumbnails, InstantSource clock) {
    this.thumbnails = thumbnails;
    this.delivery = new Delivery(clock);
  }

  @GetMapping("/sf/v3/Items({id})/Thumbnail")
  Answer thumbnail(Call call, @PathVariable String id) throws IOException {
    boolean redirect = call.params().flag("redirect", false);
    long pixels = call.params().number("size").orElse((long) PictureSize.SMALL.pixels());
    PictureSize size =
        PictureSize.of(pixels)
            .orElseThrow(() ->
                Refusal.malformed(
                    "BAD_PARAMETER",
                    "The parameter 'size' must be 75 or 600, not '" + pixels + "'."));
    String ticket = thumbnails.linkTo(call.principal(), id, size);
    URI link = URI.create(call.origin() + PATH + "?t=" + ticket);
    return redirect
        ? new Answer.Redirect(link)
        : Answer.value(Redirection.SHAPE, new Redirection(link));
  }

  /// Needs no credentials and ignores those that come along.
  @Anonymous
  @RequestMapping(
      path = PATH,
      method = {RequestMethod.GET, RequestMethod.HEAD})
  void fetch(HttpServletRequest request, HttpServletResponse response) throws IOException {
    var picture = thumbnails.open(Params.parse(request.getQueryString()).text("t").orElse(""));
    response.setHeader("Cache-Control", "private, max-age=600");
    response.setHeader("Referrer-Policy", "no-referrer");
    delivery.send(picture, request, response);
  }
}
