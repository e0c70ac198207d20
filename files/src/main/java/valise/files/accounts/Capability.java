package valise.files.accounts;

import java.util.List;
import java.util.stream.Stream;
import valise.files.odata.Shape;

/// One thing that clients may count on; they choose their way of working by it [net-sdk]
/// [java-sdk].
///
/// @param dataTypes the kinds of item it is about; empty means folders only [net-sdk]
record Capability(String name, List<String> dataTypes) {

  static final Shape<Capability> SHAPE =
      Shape.<Capability>of("Capabilities", "Capability")
          .with("Name", Capability::name)
          .with("Version", capability -> "1")
          .with("ScopedHostsAndProviders", capability -> List.of())
          .with("SupportedDataTypes", Capability::dataTypes)
          .build();

  static final List<Capability> ALL =
      Stream.concat(
              Stream.of(
                      "Favorites",
                      "ItemMetadata",
                      "ItemRename",
                      "Copy",
                      "Move",
                      "Sharing",
                      "SharingSend",
                      "AnonymousSharing",
                      "AnonymousSharingSend",
                      "SendByStream",
                      "ShareAccessRight")
                  .map(name -> new Capability(name, List.of("Folder", "File"))),
              Stream.of(
                      "StandardUploadRaw",
                      "StandardUploadForms",
                      "StreamedUploadRaw",
                      "StreamedUploadForms",
                      "ThreadedUploadRaw",
                      "ThreadedUploadForms",
                      "UploadWithRequestParams",
                      "DirectUpload",
                      "DirectDownload",
                      "DownloadSpecification",
                      "DownloadByStream",
                      "BulkDelete",
                      "BulkDownload",
                      "FolderDownload",
                      "UnZipFileUploads",
                      "Search",
                      "AdvancedSearch",
                      "SearchByParent",
                      "FileVersioning",
                      "RecycleBin",
                      "LastProgenyUpdateDate",
                      "CheckIn",
                      "CheckOut",
                      "SoftLock",
                      "ItemLink",
                      "ItemNote",
                      "ItemDescription",
                      "ItemOperations",
                      "ItemSortByName",
                      "ItemSortByCreatorNameShort",
                      "ItemSortByCreationDate",
                      "ItemSortByFileSizeBytes",
                      "ItemFoldersFirstGrouping",
                      "Breadcrumbs",
                      "FolderSend",
                      "SharingRequest",
                      "AnonymousSharingRequest",
                      "Thumbnails")
                  .map(name -> new Capability(name, List.of())))
          .toList();
}
