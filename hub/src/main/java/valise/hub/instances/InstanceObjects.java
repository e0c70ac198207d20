package valise.hub.instances;

import java.util.List;
import valise.hub.elements.Element;

/// Who knows by which names the things behind an element's instances are asked for.
public interface InstanceObjects {

  /// None when it knows nothing of the element.
  List<String> of(Element element);
}
