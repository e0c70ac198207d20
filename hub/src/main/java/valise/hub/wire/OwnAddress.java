package valise.hub.wire;

/// Where this server is reached from outside.
@FunctionalInterface
public interface OwnAddress {

  /// The origin, without a trailing slash and without the API's base.
  String origin();
}
