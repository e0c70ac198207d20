package valise.hub.wire;

/// Where the API is.
public final class Paths {

  /// What every path of the API begins with [docs].
  public static final String BASE = "/elements/api-v2";

  private Paths() {}
}
