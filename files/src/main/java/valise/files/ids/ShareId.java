package valise.files.ids;

import java.util.Locale;
import java.util.Optional;

/// A share: some items sent, or a folder that files are requested into.
///
/// The vendor's form is `s` and 16 hexadecimal digits [net-sdk]; ours has 32, for it is the secret
/// of a link and must be 128 random bits.
public record ShareId(String value) {

  public ShareId {
    ShareForm.check(value);
  }

  public static ShareId mint() {
    return new ShareId(ShareForm.mint());
  }

  /// Reads what a client wrote, without regard to case; empty when it has another form.
  public static Optional<ShareId> parse(String text) {
    String folded = text.toLowerCase(Locale.ROOT);
    return ShareForm.fits(folded) ? Optional.of(new ShareId(folded)) : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
