package valise.files.access;

/// A set of rights, always consistent: download brings view; delete needs download; manage needs
/// upload, download and delete [docs].
///
/// @param bits the sum stored in `access_entry.rights`
public record Rights(int bits) {

  public static final Rights NONE = new Rights(0);
  public static final Rights ALL = new Rights(31);

  public Rights {
    bits = consistent(bits);
  }

  private static int consistent(int given) {
    int bits = given & 31;
    if ((bits & Right.DOWNLOAD.bit) != 0) {
      bits |= Right.VIEW.bit;
    } else {
      bits &= ~Right.DELETE.bit;
    }
    int needed = Right.UPLOAD.bit | Right.DOWNLOAD.bit | Right.DELETE.bit;
    if ((bits & needed) != needed) {
      bits &= ~Right.MANAGE.bit;
    }
    return bits;
  }

  public static Rights of(Right... rights) {
    int bits = 0;
    for (Right right : rights) {
      bits |= right.bit;
    }
    return new Rights(bits);
  }

  public boolean has(Right right) {
    return (bits & right.bit) != 0;
  }

  public boolean none() {
    return bits == 0;
  }

  /// Groups add up [seed].
  public Rights union(Rights other) {
    return new Rights(bits | other.bits);
  }
}
