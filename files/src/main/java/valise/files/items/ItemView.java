package valise.files.items;

/// An item with all that the wire shows of it.
public record ItemView(Located located, Creators.PersonName creator, Previews.Told previews) {

  public Item item() {
    return located.item();
  }
}
