package valise.hub.instances;

import java.util.function.Consumer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import valise.platform.db.Tx;

/// Tells every [InstanceListener].
@Component
final class News {

  private final ObjectProvider<InstanceListener> listeners;

  News(ObjectProvider<InstanceListener> listeners) {
    this.listeners = listeners;
  }

  void created(Tx tx, Instance instance) {
    each(listener -> listener.created(tx, instance));
  }

  void changed(Tx tx, Instance before, Instance after) {
    each(listener -> listener.changed(tx, before, after));
  }

  void leaving(Instance instance) {
    each(listener -> listener.leaving(instance));
  }

  void deleted(Tx tx, Instance instance) {
    each(listener -> listener.deleted(tx, instance));
  }

  private void each(Consumer<InstanceListener> tell) {
    listeners.orderedStream().forEach(tell);
  }
}
