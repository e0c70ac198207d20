package valise.files.ids;

import java.util.Locale;
import java.util.Optional;

/// One recipient of a share, and the secret of their link. The share's own link is the alias that
/// has the share's id.
///
/// The vendor's form is `s` and 16 hexadecimal digits [net-sdk]; ours has 32, for it is the secret
/// of a link and must be 128 random bits.
public record AliasId(String value) {

  public AliasId {
    ShareForm.check(value);
  }

  /// The share's own link.
  public static AliasId of(ShareId share) {
    return new AliasId(share.value());
  }

  public static AliasId mint() {
    return new AliasId(ShareForm.mint());
  }

  /// Reads what a client wrote, without regard to case; empty when it has another form.
  public static Optional<AliasId> parse(String text) {
    String folded = text.toLowerCase(Locale.ROOT);
    return ShareForm.fits(folded) ? Optional.of(new AliasId(folded)) : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
