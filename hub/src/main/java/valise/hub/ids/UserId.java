package valise.hub.ids;

/// Somebody who calls the hub's API.
public record UserId(long value) {

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
