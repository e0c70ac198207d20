package valise.hub.documents;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import valise.hub.mapping.Engine;
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
    Cabinet cabinet = documents.open(to.instance());
    Item item = cabinet.reach(to.target(), Kind.FILE);
    Engine.Outcome outcome =
        cabinet.download(item, Optional.ofNullable(request.getHeader("Range")));
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Cache-Control", "private, no-store");
    outcome.content().orElseThrow().passOn(FilesEndpoint.nameOf(item), response);
  }
}
