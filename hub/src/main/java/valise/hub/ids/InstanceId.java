package valise.hub.ids;

/// One authenticated connection of somebody to one provider.
public record InstanceId(long value) {

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
