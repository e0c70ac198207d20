package valise.files.access;

/// One thing a folder's list can allow, with the vendor's v3 name for it.
public enum Right {
  /// `CanView`: see and list; part of [#DOWNLOAD].
  VIEW(1),
  /// `CanDownload`.
  DOWNLOAD(2),
  /// `CanUpload`: add files and folders, and change names and descriptions.
  UPLOAD(4),
  /// `CanDelete`.
  DELETE(8),
  /// `CanManagePermissions`, the seed's *Admin*: grant rights on the folder to others.
  MANAGE(16);

  final int bit;

  Right(int bit) {
    this.bit = bit;
  }
}
