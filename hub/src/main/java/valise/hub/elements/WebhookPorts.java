package valise.hub.elements;

import java.util.Optional;

/// Knows how the providers of elements tell that something changed, where the elements' definitions
/// say it themselves.
public interface WebhookPorts {

  Optional<WebhookPort> of(Element element);
}
