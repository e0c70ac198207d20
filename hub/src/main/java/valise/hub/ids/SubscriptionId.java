package valise.hub.ids;

/// Who is told of events.
public record SubscriptionId(long value) {

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
