package valise.files.access;

import valise.files.ids.ItemId;
import valise.files.ids.PrincipalId;

/// One line of a folder's list.
///
/// @param notifyUpload whether the principal is told of uploads into the folder
/// @param notifyDownload whether the principal is told of downloads from the folder
/// @param owner whether the line was made with the folder, for whoever made it
public record Entry(
    ItemId folder,
    PrincipalId principal,
    Rights rights,
    boolean notifyUpload,
    boolean notifyDownload,
    boolean owner) {}
