package valise.hub.delivery;

/// A wish to have deliveries sent once more.
public record RedeliveryId(long value) {

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
