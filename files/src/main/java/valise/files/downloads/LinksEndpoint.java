package valise.files.downloads;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import valise.files.odata.ErrorBody;
import valise.files.odata.Params;
import valise.platform.Refusal;
import valise.platform.http.Delivery;

/// Fetching by link: needs no credentials and ignores those that come along [rclone].
@Controller
final class LinksEndpoint {

  private final Downloads downloads;
  private final Delivery delivery;

  LinksEndpoint(Downloads downloads, InstantSource clock) {
    this.downloads = downloads;
    this.delivery = new Delivery(clock);
  }

  @RequestMapping(
      path = DownloadsEndpoint.PATH,
      method = {RequestMethod.GET, RequestMethod.HEAD})
  void fetch(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Downloads.Fetched fetched;
    try {
      fetched = downloads.open(Params.parse(request.getQueryString()).text("dt").orElse(""));
    } catch (Refusal refusal) {
      ErrorBody.write(response, refusal);
      return;
    }
    response.setHeader("Cache-Control", "private, no-store");
    response.setHeader("Referrer-Policy", "no-referrer");
    switch (delivery.send(fetched.representation(), request, response)) {
      case Delivery.Complete complete -> {
        if (Downloads.isWhole(fetched.representation().bytes(), complete.sent())) {
          downloads.used(fetched.link());
        }
      }
      case Delivery.Cut cut -> {}
      case Delivery.WithoutBytes none -> {}
    }
  }
}
