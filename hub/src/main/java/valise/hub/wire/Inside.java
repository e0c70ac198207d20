package valise.hub.wire;

import java.util.Optional;
import org.apache.catalina.connector.Connector;
import org.jspecify.annotations.Nullable;

/// Where this process itself listens, for calls from inside of it.
public final class Inside {

  private volatile @Nullable Connector connector;

  /// Says which connector the hub is mounted behind.
  public void is(Connector behind) {
    connector = behind;
  }

  /// Without a trailing slash.
  ///
  /// @throws IllegalStateException when nothing listens
  public String origin() {
    Connector behind = connector;
    if (behind == null) {
      throw new IllegalStateException("The hub is not mounted");
    }
    String host =
        Optional.ofNullable(behind.getProperty("address"))
            .map(Object::toString)
            .map(text -> text.substring(text.indexOf('/') + 1))
            .filter(text -> !text.isEmpty() && !text.equals("0.0.0.0") && !text.contains(":"))
            .orElse("127.0.0.1");
    return behind.getScheme() + "://" + host + ":" + behind.getLocalPort();
  }
}
