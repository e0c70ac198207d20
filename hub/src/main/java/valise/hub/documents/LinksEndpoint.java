package valise.hub.documents;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import valise.hub.wire.Anonymous;
import valise.hub.wire.Endpoint;

/// Where the hub's own links lead: to the file, for whoever has the link, until it is over.
@Endpoint
final class LinksEndpoint {

  private final Documents documents;
  private final HubLinks links;

  LinksEndpoint(Documents documents, HubLinks links) {
    this.documents = documents;
    this.links = links;
  }

  @Anonymous
  @GetMapping(HubLinks.PATH + "{ticket}")
  void follow(@PathVariable String ticket, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    HubLinks.Destination to = links.read(ticket);
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Cache-Control", "private, no-store");
    FilesEndpoint.send(documents.open(to.instance()), to.target(), request, response);
  }
}
